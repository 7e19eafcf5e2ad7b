# The three commands: `make demo`, `make test`, `make package`. Each prepares what it needs; a
# fresh Debian 12 with git, make and python3 is enough. The slow preparations leave a stamp in
# .cache/stamps/ and are done again only when what they depend on has changed.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# QGIS is visible to the distribution's Python alone.
SYSTEM_PYTHON := /usr/bin/python3
PY := .venv/bin/python
STAMPS := .cache/stamps
LRELEASE := $(firstword $(wildcard /usr/lib/qt5/bin/lrelease /usr/lib/qt6/bin/lrelease) lrelease)
PYTEST := $(PY) -m pytest
# Real servers and a real desktop meet a busy machine now and then: what fails is played again,
# twice at most, and each time is in the report ("R"); what fails three times fails. A crash of QGIS
# ends its tests: they are played on, once, and that is told too.
AGAIN = --reruns $(or $(RERUNS),2)
# `make test-qgis TESTS=tests/qgis/host` runs a part; `LEAVE=mark` leaves out what bears the mark,
# `PICK=mark` runs nothing else.
TESTS ?=
PICKED = $(if $(LEAVE),-m "not $(LEAVE)",$(if $(PICK),-m "$(PICK)"))

# `python -m bench.<each>`; results.json keeps what others wrote.
BENCHES := search facets harvest startup download download_window
# Without a display, windows go to one of their own.
SCREEN := $(if $(DISPLAY),,xvfb-run -a -s "-screen 0 1600x1000x24 -nolisten tcp")
# Chromium's sandbox refuses to work for root.
ifeq ($(shell id -u),0)
export QTWEBENGINE_DISABLE_SANDBOX := 1
endif
export PYTHONDONTWRITEBYTECODE := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help
help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 16

# --- preparation ------------------------------------------------------------------------------

.PHONY: setup
setup: $(STAMPS)/debian $(STAMPS)/venv translations workshop-ready ## Prepare everything

$(STAMPS)/debian: tools/debian-packages.txt
	@mkdir -p $(@D)
	$(SYSTEM_PYTHON) -m tools.debian
	@touch $@

$(STAMPS)/venv: requirements-dev.txt $(STAMPS)/debian
	@mkdir -p $(@D)
	test -x $(PY) || $(SYSTEM_PYTHON) -m venv --system-site-packages .venv
	$(PY) -m pip install --quiet --no-deps -r requirements-dev.txt
	@touch $@

# Qt 6 in an environment of its own: QGIS's Python keeps to its Qt 5.
$(STAMPS)/qt6: requirements-qt6.txt $(STAMPS)/venv
	$(PY) -m tools.qt6 setup
	@touch $@

# The workshop knows by itself what it still lacks.
.PHONY: workshop-ready
workshop-ready: $(STAMPS)/venv
	@$(PY) -m workshop setup

# A database for some tests; where it cannot be had, these are skipped.
.PHONY: tests-ready
tests-ready: workshop-ready
	@$(PY) -m workshop setup --tests

.PHONY: translations
translations: $(patsubst %.ts,%.qm,$(wildcard i18n/*.ts)) ## Build i18n/*.qm

i18n/%.qm: i18n/%.ts | $(STAMPS)/debian
	$(LRELEASE) -silent $< -qm $@

# --- see it -----------------------------------------------------------------------------------

.PHONY: demo
demo: setup ## Start a local federation of platforms, and QGIS with the plugin on it
	$(PY) -m workshop.tour $(if $(DISPLAY),,--headless)

.PHONY: pictures
pictures: workshop-ready translations ## Photograph every window for docs/pictures.md
	$(PY) -m workshop.pictures

# --- test it ----------------------------------------------------------------------------------

# What drives QGIS waits for it half of the time: what needs none goes beside it.
.PHONY: test
test: setup tests-ready ## Every check and test on this machine's QGIS
	@$(MAKE) --no-print-directory -j2 --output-sync=target test-beside test-driving

.PHONY: test-beside test-driving
test-beside:
	@$(MAKE) --no-print-directory lint unit test-workshop test-qt6
	@$(MAKE) --no-print-directory test-e2e PICK=anywhere

test-driving:
	@$(MAKE) --no-print-directory test-qgis
	@$(MAKE) --no-print-directory test-e2e LEAVE=anywhere

.PHONY: lint
lint: $(STAMPS)/venv $(STAMPS)/qt6 ## Style, types, floors, security rules of plugins.qgis.org
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy cicclo_qgis workshop tools bench
	$(PY) -m tools.qt6
	.venv/bin/lint-imports --no-cache
	$(PY) -m tools.scan

.PHONY: unit
unit: $(STAMPS)/venv ## Tests that need no QGIS
	$(PYTEST) -p no:pytest_qgis -p no:pytest-qt $(AGAIN) $(or $(TESTS),tests/unit)

.PHONY: test-workshop
test-workshop: tests-ready ## Tests of the workshop's servers
	$(PYTEST) -p no:pytest_qgis -p no:pytest-qt $(AGAIN) $(or $(TESTS),tests/workshop)

# Off screen, and out of reach of the person's own desktop, keyring and encrypted store; a test
# that needs a screen or a keyring starts its own.
.PHONY: test-qgis
test-qgis: workshop-ready translations ## Tests in real QGIS
	folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	env -u DISPLAY -u DBUS_SESSION_BUS_ADDRESS QT_QPA_PLATFORM=offscreen \
	  QGIS_AUTH_DB_DIR_PATH="$$folder" $(PY) -m tools.played_on \
	  --crashes $(if $(filter 0,$(RERUNS)),0,1) $(AGAIN) $(or $(TESTS),tests/qgis)

# The windows on Qt 6, which QGIS 4 stands on, with a stand-in for what of QGIS they need.
.PHONY: test-qt6
test-qt6: $(STAMPS)/qt6 translations ## Tests of the windows on Qt 6, without QGIS
	env -u DISPLAY -u DBUS_SESSION_BUS_ADDRESS QT_QPA_PLATFORM=offscreen PYTEST_QT_API=pyqt6 \
	  PYTHONPATH=tests/qt6/stand_in .venv/qt6/bin/python -m pytest -p no:pytest_qgis \
	  -p tests.qt6.with_qt6 $(AGAIN) $(or $(TESTS),tests/qt6 @tests/qt6/played.txt)

.PHONY: test-e2e
test-e2e: tests-ready translations ## Tests with real servers, a real browser and real QGIS
	$(SCREEN) $(PYTEST) -p no:pytest_qgis --timeout 900 $(AGAIN) $(PICKED) $(or $(TESTS),tests/e2e)

.PHONY: bench
bench: $(STAMPS)/venv translations ## Measure, and write bench/results.json (ONLY=search for one)
	for one in $(or $(ONLY),$(BENCHES)); do $(PY) -m bench.$$one || exit 1; done

.PHONY: test-matrix
test-matrix: ## The qgis and e2e tests on QGIS 3.40 and 3.44, in clean roots (ONLY=3.44 for one)
	@$(SYSTEM_PYTHON) -m tools.debian debootstrap
	$(SYSTEM_PYTHON) -m tools.matrix run $(if $(ONLY),--only $(ONLY))

.PHONY: cleanroom
cleanroom: ## Prove that a fresh Debian 12 can do it all: clone there, then `make test` (GOAL=demo)
	@$(SYSTEM_PYTHON) -m tools.debian debootstrap
	$(SYSTEM_PYTHON) -m tools.cleanroom $(or $(GOAL),test)

# --- hand it over -----------------------------------------------------------------------------

.PHONY: package
package: translations ## dist/cicclo_qgis-<version>.zip, for QGIS's "Install from ZIP"
	$(SYSTEM_PYTHON) -m tools.package

.PHONY: vendor
vendor: $(STAMPS)/venv ## Fill cicclo_qgis/_vendor from vendor.txt
	$(PY) -m tools.vendor

.PHONY: lock
lock: $(STAMPS)/venv ## Pin requirements-dev.in anew
	$(PY) -m tools.lock

.PHONY: format
format: $(STAMPS)/venv ## Put the code in the house's style
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

.PHONY: clean
clean: ## Remove what was made (roots under .cache/matrix and .cache/cleanroom stay)
	rm -rf .venv .venv-workshop .cache/stamps .cache/workshop out dist i18n/*.qm workshop/*/node_modules
	find . -name __pycache__ -not -path './.cache/*' -prune -exec rm -rf {} +
