# The commands of this project. They need make, git and Python 3.11 to 3.13; everything else is set up here:
# uv from the PATH, else a private one in .uv/, then the exact versions of uv.lock in .venv/.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

UV_PIN := 0.13.9
BIN := .venv/bin
READY := .venv/.ready
PYTHON_PACKAGES := ingestion orchestration dashboards tests benchmarks
SQL := dbt_project/macros dbt_project/models dbt_project/tests

.PHONY: help run demo test slow e2e faults check format texts docs clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: demo ## set up, build the simulated sample city, serve the dashboards and print their address
	@$(BIN)/sanku serve

demo: $(READY) ## set up and build the simulated sample city, without serving it
	@$(BIN)/sanku demo

test: $(READY) ## the tests, but for those that take a browser, minutes or a broken machine
	@$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile

slow: $(READY) ## the tests that take minutes: whole years, many made-up portfolios, every page in every look (needs Chromium)
	@$(BIN)/pytest -m "slow or scale" --hypothesis-profile=default

e2e: $(READY) ## the pages in a real browser, as people use them (needs Chromium)
	@$(BIN)/pytest -m "e2e and not slow" -n auto --maxprocesses 2 --dist loadfile

faults: $(READY) ## kill -9, full disks and races
	@$(BIN)/pytest -m faults

check: $(READY) ## format, lint and types of Python, lint of SQL, and the bundled policy pack
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy $(PYTHON_PACKAGES)
	@$(BIN)/sqlfluff lint --disable-progress-bar $(SQL)
	@env -u SANKU_POLICY $(BIN)/sanku policy check

format: $(READY) ## write Python and SQL the way `make check` wants them
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/sqlfluff fix --disable-progress-bar $(SQL)

texts: $(READY) ## bring the English catalogue of the pages in step with the code; new texts wait for their translation
	@template=$$(mktemp) && trap 'rm -f "$$template"' EXIT && \
	$(BIN)/pybabel -q extract -k _ --no-default-keywords --no-location --sort-output -o "$$template" dashboards && \
	$(BIN)/pybabel -q update -i "$$template" -o dashboards/texts/en.po -l en \
	    --init-missing --no-fuzzy-matching --ignore-obsolete --omit-header -w 110

docs: $(READY) ## write docs/warehouse.html: every table, column and query of the warehouse, and its lineage, as one page
	@$(BIN)/python -m orchestration.handbook
	@echo "docs/warehouse.html"

clean: ## remove the environment and every cache; data/ stays
	rm -rf .venv .uv .mypy_cache .pytest_cache .ruff_cache .hypothesis dbt_project/target dbt_project/logs docs/warehouse.html
	find $(PYTHON_PACKAGES) -name __pycache__ -type d -prune -exec rm -rf {} +

# `uv version` fails where uv is missing, and where it is older than pyproject.toml asks for. uv.lock names the public
# index; with a mirror in UV_DEFAULT_INDEX the same versions, by the same hashes, come from there.
$(READY): pyproject.toml uv.lock
	@uv=uv; \
	if ! uv version --frozen >/dev/null 2>&1; then \
	    uv=.uv/bin/uv; \
	    if ! $$uv version --frozen >/dev/null 2>&1; then \
	        echo "Setting up uv $(UV_PIN) in .uv/ …"; \
	        rm -rf .uv; \
	        python3 -m venv .uv || { \
	            echo "python3 could not make a virtual environment. Install its venv module (on Debian and Ubuntu:" \
	                "apt-get install python3-venv), or install uv itself, and run make again." >&2; exit 1; }; \
	        .uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_PIN)"; \
	    fi; \
	fi; \
	export UV_PROJECT_ENVIRONMENT=.venv; \
	if [[ -z "$${UV_DEFAULT_INDEX:-}" ]]; then \
	    $$uv sync --frozen; \
	else \
	    $$uv venv --quiet --allow-existing .venv; \
	    $$uv export --quiet --frozen --no-emit-project | $$uv pip sync --python .venv --require-hashes -; \
	    $$uv pip install --python .venv --no-deps --editable .; \
	fi
	@touch $@
