# Two commands matter: `make run` and `make test`. Everything lives in .venv and var/.

PYTHON ?= python3
PORT ?= 8501
# Processes the tests are shared out to, whole files at a time; 0 keeps them in one.
WORKERS ?= 2
VENV := .venv
PY := $(VENV)/bin/python
# Nothing is compiled ahead of its first use: the installation takes a third of the time.
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-compile
FIRST := var/first-start.db

.PHONY: run test check bench translations clean

run: $(VENV)/runs
	@mkdir -p var
	@if [ -n "$$GEGE_DATABASE" ] || [ -e var/gege.db ]; then \
	    $(PY) manage.py init; \
	else \
	    echo "First start: the database and the demonstration district are being made."; \
	    rm -f $(FIRST)*; \
	    export GEGE_DATABASE=sqlite:///$(FIRST); \
	    $(PY) manage.py init && $(PY) manage.py demo && \
	    for end in -wal -shm ""; do \
	        if [ -e $(FIRST)$$end ]; then mv $(FIRST)$$end var/gege.db$$end; fi; \
	    done; \
	fi
	@echo "Gege: http://127.0.0.1:$(PORT)  (Ctrl+C stops it)"
	@exec $(PY) -m streamlit run app.py --server.port $(PORT) --server.address 127.0.0.1 \
	    --server.headless true --browser.gatherUsageStats false

test: $(VENV)/checks
	$(PY) -m pytest -n $(WORKERS) --dist loadfile

check: $(VENV)/checks
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-logo
	$(PY) -m tests.translations check
	$(PY) -m tests.supply.unsafe_calls
	$(PY) -m tests.supply.licences
	$(PY) -m tests.supply.known_flaws
	$(PY) -m pytest -n $(WORKERS) --dist loadfile

bench: $(VENV)/bench
	@set -e; for file in tests/bench/bench_*.py; do \
	    echo "== $$file"; $(PY) -m tests.bench.$$(basename $$file .py); \
	done

translations: $(VENV)/checks
	$(PY) -m tests.translations update

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Gege needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V 2>&1):" \
	    "install a newer one and say: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	    echo "$(PYTHON) cannot make a virtual environment: install its venv module" \
	    "(Debian, Ubuntu: apt-get install python3-venv)."; exit 1; }

# Empty marks: newer than the list they were installed from, so a second start is quick.
$(VENV)/runs: requirements.txt | $(PY)
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/checks: requirements.txt requirements-dev.txt | $(PY)
	$(PIP) -r requirements-dev.txt
	@touch $@ $(VENV)/runs

$(VENV)/bench: requirements.txt requirements-dev.txt requirements-bench.txt | $(PY)
	$(PIP) --no-deps -r requirements-bench.txt
	@touch $@ $(VENV)/runs $(VENV)/checks
