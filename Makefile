.DEFAULT_GOAL := help
.PHONY: help install demo test check bench chaos lock
PY := .venv/bin/python
UV := .venv/bin/uv
STAMP := .venv/.installed
ifeq ($(shell test -w "$$HOME" && echo yes),)
  # Where the home folder takes no cache, the environment's own folder does.
  export UV_CACHE_DIR ?= $(CURDIR)/.venv/.cache
endif

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## everything into .venv, from the lock file

$(STAMP): requirements-dev.lock pyproject.toml
	@test -x $(PY) || python3 -m venv .venv
	@test -x $(UV) || { sed -n '/^uv==/,/via/p' requirements-dev.lock > .venv/uv.lock && \
	  .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.lock; }
	@$(UV) pip sync --quiet --python $(PY) --require-hashes requirements-dev.lock
	@$(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .
	@touch $@

demo: install ## contract groups from SQL rows, against a local API, in about a minute
	@.venv/bin/flowgroup demo

test: install ## the whole test suite on a real Postgres, two tests at a time
	@$(PY) -m pytest -n 2 --dist worksteal

check: install ## lint, format, types, walls between the modules
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

bench: install ## the figures of docs/performance.md
	@$(PY) -m tests.bench

chaos: install ## real workers hurt for real; the figures of docs/reliability.md
	@$(PY) -m tests.chaos

lock: install ## pins every dependency with hashes
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group dev -o requirements-dev.lock
	@$(UV) pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header tests/bench/peers/requirements.in -o tests/bench/peers/requirements.lock
