# One word each: setup demo test check bench fuzz docs. Needs Python >= 3.11, git and make; everything else is fetched,
# in versions locked with hashes, into .venv here.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null && \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
UV = .venv/bin/python -m uv
CONSOLE := $(shell find console tools/build_console.py -type f -not -path '*/node_modules/*' 2>/dev/null)

.PHONY: help setup demo test check bench fuzz fuzz-guided docs clean
help:
	@echo "make demo   the whole system on this machine, console at the printed address"
	@echo "make test   every test        make check   style, types, import laws (seconds)"
	@echo "make fuzz   a million broken inputs a format (a quarter of an hour); make fuzz-guided, led by the code they reach"
	@echo "make bench  the figures       make docs    reference pages from the code"

setup: .venv/.installed

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ test "$$(id -u)" = 0 && apt-get install -y -qq python3-venv; } || \
		{ echo "Python cannot make environments here: install the package python3-venv (or python3-full)"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.uv: .venv/bin/python requirements-uv.lock
	.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

.venv/.installed: .venv/.uv requirements.lock requirements-build.lock pyproject.toml $(CONSOLE)
	$(UV) pip install -q --compile-bytecode --require-hashes -r requirements.lock
	$(UV) pip install -q --no-deps --build-constraints requirements-build.lock --editable .
	.venv/bin/python -m compileall -q src/sargas
	@touch $@

.venv/.dev: .venv/.installed requirements-dev.lock
	$(UV) pip install -q --compile-bytecode --require-hashes -r requirements-dev.lock
	@touch $@

.venvs/oracle/.installed: .venv/.uv requirements-oracle.lock
	$(PYTHON) -m venv .venvs/oracle
	$(UV) pip install -q --python .venvs/oracle --require-hashes -r requirements-oracle.lock
	@touch $@

.venvs/peers/.installed: .venv/.uv requirements-peers.lock
	$(PYTHON) -m venv .venvs/peers
	$(UV) pip install -q --python .venvs/peers --require-hashes -r requirements-peers.lock
	@touch $@

.venvs/decoder/.installed: .venv/.uv requirements-decoder.lock
	$(PYTHON) -m venv .venvs/decoder
	$(UV) pip install -q --python .venvs/decoder --require-hashes -r requirements-decoder.lock
	@touch $@

demo: setup
	.venv/bin/sargas demo $(ARGS)

check: .venv/.dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/pytest tests/test_house.py
	.venv/bin/pytest tests/test_docs.py -k reference

test: check .venvs/oracle/.installed .venvs/peers/.installed
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
		{ test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
		echo "chromium is missing: the browser tests will be skipped (install the package chromium)"
	@command -v mosquitto >/dev/null || test -x /usr/sbin/mosquitto || \
		{ test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq mosquitto >/dev/null; } || \
		echo "mosquitto is missing: tests of MQTT will be skipped (install the package mosquitto)"
	@command -v nats-server >/dev/null || test -x /usr/sbin/nats-server || \
		{ test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq nats-server >/dev/null; } || \
		echo "nats-server is missing: tests of NATS will be skipped (install the package nats-server)"
	.venv/bin/pytest --deselect tests/test_house.py $(ARGS)

bench: .venv/.dev .venvs/oracle/.installed .venvs/peers/.installed .venvs/decoder/.installed
	.venv/bin/python benchmarks/run.py $(ARGS)

fuzz: .venv/.dev
	.venv/bin/python tools/fuzz.py $(ARGS)

fuzz-guided: .venv/.dev
	.venv/bin/python tools/fuzz_guided.py $(ARGS)

docs: .venv/.dev
	.venv/bin/python tools/build_reference.py

clean:
	rm -rf .venv .venvs build dist src/sargas/web/dist console/node_modules
