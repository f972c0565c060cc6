# Two commands on a fresh machine: `make run` and `make test`. `make help` lists the rest.
V := .venv
UV_VERSION := 0.13.9
SCENARIO := scenarios/cainiao_sf_2017.yaml
PY ?= $(firstword $(foreach p,python3.13 python3.12 python3.11 python3,$(if $(shell $(p) -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null | grep True),$(p))))

.DEFAULT_GOAL := help
.PHONY: run test differential check app bench baseline pictures lock chromium clean help

run: $(V)/.ok  ## set up, then run the reference case: the impact table, and a page
	$(V)/bin/outage-sim run $(SCENARIO)

test: $(V)/.ok chromium  ## set up (Chromium too, where it may), then run every test
	$(V)/bin/python -m pytest -n 2 --dist loadfile

differential: $(V)/.ok  ## a thousand random small worlds, each worked off by engine and reference model, instant by instant
	$(V)/bin/python -m tests.differential --worlds 1000 --seed 1

check: $(V)/.ok  ## style, types, and who may import whom
	$(V)/bin/ruff check .
	$(V)/bin/ruff format --check .
	$(V)/bin/mypy
	$(V)/bin/lint-imports

app: $(V)/.ok  ## look at what lies in results, set runs side by side, ask what if: on http://127.0.0.1:8050
	$(V)/bin/outage-sim app results

bench: $(V)/.ok  ## how fast it is on this machine, how cost grows, how many times the reference model
	$(V)/bin/outage-sim bench

baseline: $(V)/.ok  ## make the reference tables in results/published anew, after a change of the model that is meant
	rm -rf build/baseline
	$(V)/bin/outage-sim run $(SCENARIO) --seed 1 --sample 0.02% --replications 4 --out build/baseline/run
	$(V)/bin/outage-sim publish build/baseline/run/cainiao_sf_2017
	$(V)/bin/outage-sim assumptions $(SCENARIO) --certainty L --top 16 --seed 1 --sample 0.02% --replications 4 --out build/baseline/assumptions
	$(V)/bin/outage-sim publish build/baseline/assumptions/cainiao_sf_2017

pictures: $(V)/.ok chromium  ## take the documents' pictures of the newest pages in results, and of the app
	$(V)/bin/python docs/pictures/take.py

lock: $(V)/.uv  ## choose versions anew and write requirements.lock
	$(V)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --all-extras --upgrade --quiet pyproject.toml --output-file requirements.lock

clean:  ## remove the environment, caches and unpublished results
	rm -rf $(V) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find sim tests -name __pycache__ -type d -prune -exec rm -rf {} +
	find results -mindepth 1 -maxdepth 1 ! -name published -exec rm -rf {} +

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */\1\t/' | expand -t 14

# Where uv cannot be had, pip installs the same set from the same lock, more slowly.
$(V)/.uv:
	@test -n "$(PY)" || { echo "Python 3.11 or newer is needed; say where: make PY=/path/to/python"; exit 1; }
	$(PY) -m venv --clear $(V)
	$(V)/bin/python -m pip install --quiet uv==$(UV_VERSION) || echo "no uv here: pip will do"
	@touch $@

$(V)/.ok: $(V)/.uv requirements.lock pyproject.toml
	@if [ -x $(V)/bin/uv ]; then \
		export VIRTUAL_ENV=$(CURDIR)/$(V); \
		$(V)/bin/uv pip install --quiet --compile-bytecode --require-hashes -r requirements.lock && \
		$(V)/bin/uv pip install --quiet --no-deps --no-build-isolation --editable .; \
	else \
		$(V)/bin/python -m pip install --quiet --require-hashes -r requirements.lock && \
		$(V)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .; \
	fi
	$(V)/bin/outage-sim warm-up
	@touch $@

chromium:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || test -x "$$CHROMIUM" || { \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; \
	} || { test -z "$$REQUIRE_BROWSER" && echo "no Chromium: the browser tests will be skipped"; }
