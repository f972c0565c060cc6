"""`python -m sim.spec`: writes what is printed from the models and the worlds, at the top of the repository.

`docs/assumptions.md` and `scenarios/scenario.schema.json`; a test says when they are out of date.
"""

from sim.spec import write_assumptions, write_schema

if __name__ == "__main__":
    write_schema("scenarios/scenario.schema.json")
    write_assumptions("docs/assumptions.md")
