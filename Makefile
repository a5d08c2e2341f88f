# Servanda: `make help` lists what there is. Nothing is needed but Python 3.11 or later
# with its headers, make and a C compiler; the rest goes into .venv, once.

PYTHON ?= python3
SCENARIO ?= gaza-2025/as-reported-27-february
SWEPT ?= gaza-2025/record-to-18-march
PLAN ?= corridor-delays
SECONDS ?= 300
WORKERS ?= auto

VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements/lock.txt
INSTALL := $(BIN)/python -m pip --disable-pip-version-check install --quiet \
	--constraint $(LOCK)
# durable_rules comes as C source only. Its own build does not optimise, and names a
# function that Python 3.13 no longer has: both are put right by the compiler's options.
DURABLE_CC := $(CC) -O2 -DPyEval_CallObject=PyObject_CallObject

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: status sweep test lint types tests fuzz bench golden docs lock clean help

status: $(VENV)/.stamp-run ## Show where the example agreement stands (SCENARIO=…)
	@$(BIN)/servanda status $(SCENARIO)

sweep: $(VENV)/.stamp-sweep ## Run many what-ifs of the example (SWEPT=…, PLAN=…)
	@$(BIN)/servanda sweep $(SWEPT) $(PLAN) --workers 2

test: lint types tests ## Run everything that CI runs

lint: $(VENV)/.stamp-dev ## Check format and style
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(VENV)/.stamp-dev ## Check types
	@$(BIN)/mypy

tests: $(VENV)/.stamp-dev ## Run the tests, with coverage (WORKERS=…)
	@$(BIN)/python -m pytest --quiet -n $(WORKERS) --dist loadgroup \
		--cov --cov-report=term

fuzz: $(VENV)/.stamp-dev ## Compare the engine with its oracle at random (SECONDS=…)
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

bench: $(VENV)/.stamp-bench ## Measure how fast it is
	@$(BIN)/python -m benchmarks

golden: $(VENV)/.stamp-dev ## Write the expected reports anew: read the diff after
	@$(BIN)/python -m pytest --quiet --update-golden

docs: $(VENV)/.stamp-dev ## Build the site of the documents into build/site
	@$(BIN)/python -m tools
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet
	@echo "build/site/index.html"

lock: ## Pin the newest versions that pyproject.toml allows
	@sh requirements/relock.sh "$(PYTHON)" "$(DURABLE_CC)" $(LOCK)

clean: ## Remove all that was made here, .venv included
	@rm -rf $(VENV) build dist .coverage .coverage.* htmlcov
	@rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## List these
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

$(VENV)/.stamp-run: pyproject.toml $(LOCK)
	@$(PYTHON) requirements/ready.py
	@echo "Setting up $(VENV) (once; about a minute)" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(INSTALL) setuptools hatchling
	@CC="$(DURABLE_CC)" $(INSTALL) --no-build-isolation --use-pep517 durable_rules
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

$(VENV)/.stamp-sweep: $(VENV)/.stamp-run
	@$(INSTALL) --no-build-isolation --editable ".[sweep]"
	@touch $@

$(VENV)/.stamp-dev: $(VENV)/.stamp-run
	@$(INSTALL) --no-build-isolation --editable ".[dev]"
	@touch $@

$(VENV)/.stamp-bench: $(VENV)/.stamp-dev
	@$(INSTALL) --no-build-isolation --editable ".[dev,bench]"
	@touch $@
