# Powerlytics. `make help` lists what there is, each target from its own comment.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

export UV_PYTHON_DOWNLOADS := never
export NEXT_TELEMETRY_DISABLED := 1

PORT ?= 8000
DAYS ?= 60
REPLAY ?=
WEATHER ?=
# What a benchmark is given by `make bench`; `make bench-sync BENCH_OPTIONS_sync=...` for another.
BENCHES := sync dashboard mock_pages transform
BENCH_OPTIONS_sync ?= --dlt
ML_BENCHES ?= ml_forecasts ml_speed ml_shipped ml_anomalies ml_fleet
FAULTS ?= $(if $(REPLAY),,mock_device_api/ordinary.yaml)
JOBS ?= $(shell nproc 2>/dev/null || echo 1)
export PORT
# Compiled once at install: a Python that may not write it (PYTHONDONTWRITEBYTECODE, images) would
# compile every library again at every start, which doubles the time until the API is ready.
export UV_COMPILE_BYTECODE := 1

# uv from PATH if it works, else the project's own copy, which pip puts under .cache.
UV := $(shell uv --version >/dev/null 2>&1 && command -v uv || echo .cache/uv/bin/uv)
PYTHON := .venv/bin/python
STAMPS := .cache/stamps
PACKAGES := backend bigquery ml mock_device_api pipeline
FRONTEND_SOURCES := $(shell git ls-files -co --exclude-standard frontend 2>/dev/null)

.PHONY: help install demo frontend test test-all test-slow test-frontend lint lint-python \
  lint-frontend format audit bench bench-ml docs clean clean-data

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  \033[1m%-14s\033[0m %s\n", $$1, $$2 }' Makefile

install: $(STAMPS)/python $(STAMPS)/connector ## Make .venv with the command powerlytics, and the connector's own environment

demo: install ## Run it all on this machine: fleet, sync, dashboard (PORT= DAYS= REPLAY= WEATHER= FAULTS= POWERLYTICS_HOME=)
	@exec $(PYTHON) -m pipeline.demo --days $(DAYS) $(if $(REPLAY),--replay "$(REPLAY)") \
	  $(if $(WEATHER),--weather "$(WEATHER)") $(if $(FAULTS),--faults "$(FAULTS)") \
	  $(if $(shell command -v npm),--build "$(MAKE) frontend")

frontend: frontend/out/index.html ## Build the dashboard when its sources changed

test: install-dev $(STAMPS)/npm frontend ## Run the tests (JOBS=1: one after the other); with CI=true all of them, the slow ones too
	@$(MAKE) test-frontend
	@$(PYTHON) -m pytest $(if $(filter-out 1,$(JOBS)),-n $(JOBS) --dist loadfile) $(if $(filter true 1,$(CI)),,-m "not slow")

test-slow: install-dev frontend ## Run the slow tests: crashes, mixtures of faults, long property runs
	@$(PYTHON) -m pytest -m slow

test-frontend: $(STAMPS)/npm ## Run the dashboard's unit tests
	@cd frontend && npm test --silent

lint: lint-python lint-frontend ## Check style and types: ruff, mypy strict, tsc strict, eslint

lint-python: install-dev
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy

lint-frontend: $(STAMPS)/npm
	@cd frontend && npm run --silent typecheck && npm run --silent lint

format: install-dev ## Bring the Python into the house's form
	@$(PYTHON) -m ruff check --fix . ; $(PYTHON) -m ruff format .

audit: install-dev $(STAMPS)/npm ## Look the locked packages up in the vulnerability databases (needs the network)
	@$(UV) export --frozen --no-emit-project --quiet --format requirements-txt > .cache/locked.txt
	@$(PYTHON) -m pip_audit --strict --require-hashes --disable-pip -r .cache/locked.txt
	@$(UV) export --project connector --frozen --no-emit-project --quiet --format requirements-txt > .cache/locked-connector.txt
	@$(PYTHON) -m pip_audit --strict --require-hashes --disable-pip -r .cache/locked-connector.txt
	@cd frontend && npm audit --omit=dev

bench: $(addprefix bench-,$(BENCHES)) ## Run the benchmarks of speed; results go to benchmarks/results/

bench-%: install-bench
	@$(PYTHON) -m benchmarks.$* $(BENCH_OPTIONS_$*)

bench-ml: install-bench ## Forecasts and anomalies on measured buildings and a mock fleet, beside what others use (hours)
	@for bench in $(ML_BENCHES); do $(PYTHON) -m benchmarks.$$bench || exit; done

docs: install ## Write the reference, the data model and the API's description from the code
	@$(PYTHON) -m pipeline.cli.reference docs/reference
	@$(PYTHON) -m bigquery.data_model
	@$(PYTHON) -m backend.openapi > .cache/openapi.json && mv .cache/openapi.json backend/openapi.json

clean: ## Remove what was built and installed (not the data)
	@rm -rf .venv connector/.venv frontend/node_modules frontend/out frontend/.next .cache \
	  .mypy_cache .ruff_cache .pytest_cache .hypothesis

clean-data: ## Remove the demo's data
	@rm -rf "$${POWERLYTICS_HOME:-.powerlytics}"

# What the targets above stand on -----------------------------------------------------------

.PHONY: install-dev install-bench
install-dev: install $(STAMPS)/dev
install-bench: install-dev $(STAMPS)/bench

.cache/uv/bin/uv:
	@echo "uv is missing: installing it into .cache with pip"
	@python3 -m pip install --quiet --target .cache/uv 'uv>=0.9' \
	  || { echo "pip is missing: apt-get install python3-pip" >&2; exit 1; }

UV_READY := $(if $(filter .cache/uv/bin/uv,$(UV)),.cache/uv/bin/uv)

$(STAMPS)/python: uv.lock pyproject.toml | $(UV_READY)
	@mkdir -p $(STAMPS) && $(UV) sync --frozen --no-dev --inexact --quiet && touch $@

$(STAMPS)/connector: connector/uv.lock connector/pyproject.toml | $(UV_READY)
	@mkdir -p $(STAMPS) && $(UV) sync --project connector --frozen --quiet && touch $@

$(STAMPS)/dev: uv.lock pyproject.toml | $(STAMPS)/python
	@$(UV) sync --frozen --inexact --quiet && touch $@

$(STAMPS)/bench: uv.lock pyproject.toml | $(STAMPS)/dev
	@$(UV) sync --frozen --inexact --group bench --quiet && touch $@

$(STAMPS)/npm: frontend/package-lock.json
	@mkdir -p $(STAMPS) && cd frontend && npm ci --no-audit --no-fund --loglevel=error && touch ../$@

frontend/out/index.html: $(FRONTEND_SOURCES) | $(STAMPS)/npm
	@cd frontend && npm run --silent build && touch out/index.html
