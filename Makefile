# Every target sets up what it needs; the second time it finds it done.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SPARK := $(VENV)/.ready-spark
# Pages with generated parts.
PAGES := docs/cli.md docs/config.md docs/import.md docs/rules.md docs/rules-language.md
# Found, not listed: every file of tests that has a longer version.
PROOFS = $(shell grep -rlE 'prove: bool|tests\.proving' --include='test_*.py' tests | LC_ALL=C sort)

.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

dev: $(READY) ## set up the virtual environment with the locked dependencies

# The stamp is newer than the lock and the metadata exactly when the environment matches them.
$(READY): requirements.lock pyproject.toml
	@echo "setting up $(VENV) with the locked dependencies (once, about a minute)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

# Spark is large and only its tests need it.
$(SPARK): requirements-spark.lock $(READY)
	@echo "installing Spark for its tests (once, about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	@touch $(SPARK)

java:
	@.ci/java

demo: $(READY) ## run the daily job on sample_signals/ in a new temporary workspace and show the result
	@$(BIN)/prospector demo

# Compiled files are kept: the workers and the commands they start would compile them again and again.
test: java $(READY) $(SPARK) ## run every test, on SQLite and PostgreSQL
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(READY) ## format, lint, types, import contracts, generated docs, shipped rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@PYTHONPATH=. $(BIN)/cog --check --check-fail-msg "run: make docs" $(PAGES)
	@$(BIN)/prospector rules check
	@$(BIN)/prospector rules test

fix: $(READY) ## apply the formatter and the safe fixes
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(READY) ## rewrite the generated pages of docs/
	@PYTHONPATH=. $(BIN)/cog -r $(PAGES)

bless: java $(READY) $(SPARK) ## rewrite golden files; the diff is the review
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder --bless tests

bench: java $(READY) $(SPARK) ## measure, as ratios to a physical limit taken in the same run
	@$(BIN)/python -m benchmarks

prove: java $(READY) $(SPARK) ## the long proofs: kills, many cap attempts, schedules (make test runs small versions)
	@$(BIN)/python -m pytest -q --prove $(PROOFS)

lock: $(READY) ## write requirements.lock from pyproject.toml, with hashes and no index address
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --extra postgres --group dev -o requirements.lock pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group spark -o requirements-spark.lock

clean: ## remove what the other targets made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist

.PHONY: help dev java demo test lint fix docs bless bench prove lock clean
