# Two commands do everything, set-up included: make demo, make test.
PYTHON ?= python3
BIN := .venv/bin
RESULTS := .demo

.PHONY: demo test test-all lint lock stubs bench clean help

help: ## what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

demo: .venv/demo-ready ## grade the example submissions, and say which page to open
	@$(BIN)/python examples/demo.py $(RESULTS)

test: .venv/dev-ready ## all that guards a change, in at most 10 minutes
	@$(BIN)/python -m autograder.tests.everything

test-all: .venv/dev-ready ## the long proofs too
	@$(BIN)/python -m autograder.tests.everything --all

lint: .venv/dev-ready ## format, rules, types, who imports whom
	@$(BIN)/python -m autograder.tests.everything --lint

bench: .venv/dev-ready ## speed and memory, measured on this machine
	@$(BIN)/python benchmarks/run.py

stubs: .venv/dev-ready ## make assignments/ from solutions/
	@$(BIN)/autograder stubs

lock: .venv/dev-ready ## write requirements/*.txt anew from the ranges in pyproject.toml
	@$(BIN)/python requirements/lock.py

clean: ## remove what these commands made
	rm -rf .venv .demo build *.egg-info

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Name another: make PYTHON=python3.12 demo"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing: on Debian and Ubuntu, apt-get install python3-venv"; exit 1; }
	@touch $@

.venv/demo-ready: requirements/demo.txt pyproject.toml | .venv/made
	@echo "Installing what the demo needs into .venv ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements/demo.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/dev-ready: requirements/dev.txt .venv/demo-ready
	@echo "Installing what the tests need into .venv (PyTorch among it: some minutes) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements/dev.txt
	@touch $@
