# Everything a newcomer types. Each target sets up what it needs; setup is fast when nothing changed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEVELOP := $(VENV)/.develop
SERVER := $(VENV)/.server
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist worksteal

# Else every worker and every command that a test starts compiles all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup server-setup publish test test-slow lint ui serve bench lock conform clean

setup: $(RUNTIME)

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# What several processes or machines need: Dagster's runs in PostgreSQL, its executors.
server-setup: $(SERVER)

$(SERVER): requirements-server.lock $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-server.lock
	@touch $@

$(DEVELOP): requirements-dev.lock $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

publish: setup
	$(BIN)/python -m pipelines.demo

test: $(DEVELOP)
	$(PYTEST)

test-slow: $(DEVELOP)
	$(PYTEST) --dist loadfile -m slow --ignore tests/cluster

lint: $(DEVELOP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

ui: setup
	$(BIN)/python -m pipelines.ui

serve: setup
	$(BIN)/mingzhang serve

bench: setup
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.province

# Newest releases that work together; needs uv (pip install uv). The locks name no index.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra browser -c requirements-dev.lock pyproject.toml -o requirements-browser.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra server --extra cluster -c requirements-dev.lock pyproject.toml -o requirements-server.lock

clean:
	rm -rf $(VENV) .conform build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

include tests/conformance/conform.mk
include tests/browser/browser.mk
include tests/cluster/cluster.mk
