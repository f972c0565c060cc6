"""`python -m sim.spec`: writes `scenarios/scenario.schema.json` from the models; a test says when it is out of date."""

from sim.spec import write_schema

if __name__ == "__main__":
    write_schema("scenarios/scenario.schema.json")
