# Each of these does all of its own set-up; it needs a POSIX shell, make and Python 3.11 or newer with venv.
#
#   make run     derive, prove, cross-check and report every shipped problem   (ARGS="..." adds options)
#   make test    lint, types and tests
#   make lock    write requirements.lock anew, from the newest releases

VENV ?= .venv
CANDIDATES ?= python3 python3.13 python3.12 python3.11 python
# A name on the PATH need not run (version managers leave such names), nor be able to make an environment.
PYTHON ?= $(shell for name in $(CANDIDATES); do \
	"$$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& echo "$$name" && break; done)

PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --quiet install
# As pip does for what is not editable. Where Python is told to write no bytecode, it would compile anew
# at every start.
COMPILE := $(VENV)/bin/python -m compileall -q derivcheck
# Everything pyright needs is in the environment: it has nothing to look for on the network.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.PHONY: run test lock python
.DELETE_ON_ERROR:

run: $(VENV)/ready-to-run
	$(VENV)/bin/derivcheck run --all $(ARGS)

# All three report, also when an earlier one has complaints.
test: $(VENV)/ready-to-test
	@failed=; \
	$(VENV)/bin/ruff check . || failed="$$failed ruff"; \
	$(VENV)/bin/pyright --pythonpath $(VENV)/bin/python || failed="$$failed pyright"; \
	$(VENV)/bin/python -m pytest -n auto $(ARGS) || failed="$$failed pytest"; \
	test -z "$$failed" || { echo "failed:$$failed" >&2; exit 1; }

$(VENV)/ready-to-run: pyproject.toml requirements.lock | python
	@echo "Installing the locked versions into $(VENV) (once, about a minute)"
	@"$(PYTHON)" -m venv $(VENV)
	@$(PIP) --constraint requirements.lock --editable .
	@$(COMPILE)
	@touch $@

$(VENV)/ready-to-test: pyproject.toml requirements.lock | python
	@echo "Installing the locked versions and the test tools into $(VENV) (once, about a minute)"
	@"$(PYTHON)" -m venv $(VENV)
	@$(PIP) --constraint requirements.lock --editable ".[dev]"
	@$(COMPILE)
	@touch $(VENV)/ready-to-run $@

# The oldest supported Python makes the lock, since later ones still find its versions.
lock: CANDIDATES := python3.11
lock: | python
	@"$(PYTHON)" -m venv --clear $(VENV)
	@$(PIP) --editable ".[dev]"
	@{ sed -n '/^#/p' requirements.lock; $(VENV)/bin/python -m pip --disable-pip-version-check list \
	    --exclude-editable --exclude pip --exclude setuptools --format freeze; } > requirements.lock.new
	@mv requirements.lock.new requirements.lock

python:
	@test -n "$(PYTHON)" || { echo "derivcheck needs Python 3.11 or newer with the venv module; none of" \
	    "these is one: $(CANDIDATES). Install one, or name it: make run PYTHON=/path/to/python3" >&2; exit 1; }
