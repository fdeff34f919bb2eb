# hubproof, every task by one name. A fresh clone needs make, Python 3.11 or newer and nothing else:
# each target makes the virtual environment it runs in. Some tests and one example want Node.js too.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=
# One more than there are processors: some tests wait for real time, and others use it.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
TIMES ?= 40
SECONDS ?= 300

RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check --no-input -qq
MYPY := MYPYPATH=.types:bench $(RUN) -m mypy
ROOMS := client contract harness scenarios simulator
SCRIPTS := tests examples $(if $(wildcard bench/*.py),bench)
NPM := $(shell command -v npm 2>/dev/null)
JDK := $(and $(shell command -v mvn 2>/dev/null),$(shell command -v javac 2>/dev/null))
NODE_FOLDERS := examples tests/* tests/*/* tests/*/*/*
NODE_MODULES := $(patsubst %/package.json,%/node_modules/.installed,$(wildcard $(NODE_FOLDERS:=/package.json)))
JAVA := tests/interop/java

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check bench soak blind fuzz clean types clients no-node no-java

help: ## this list
	@sed -n -E 's/^([a-z]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

run: $(VENV)/.installed ## two verdicts: the reference client in a storm, then a bot with a planted bug
	@$(RUN) -m hubproof.harness.proof.two_verdicts

test: $(VENV)/.installed-dev clients ## the whole test suite (ARGS: options for pytest)
	@$(RUN) -m pytest -rs --numprocesses $(WORKERS) --dist worksteal $(ARGS)

check: $(VENV)/.installed-dev types ## format, lint and types
	@$(RUN) -m ruff format --check .
	@$(RUN) -m ruff check .
	@$(MYPY) -p hubproof
	@$(MYPY) --explicit-package-bases $(SCRIPTS)

bench: $(VENV)/.installed-dev ## how fast runs are on this machine
	@set -e; for script in $(sort $(wildcard bench/[a-z]*.py)); do $(RUN) "$$script" $(ARGS); done

soak: $(VENV)/.installed-dev ## the reference client on 1,000 seeds of every scenario
	@$(RUN) -m hubproof.harness.proof soak $(ARGS)

blind: $(VENV)/.installed-dev ## put "valid" in the place of each checker: the suite must notice every time
	@$(RUN) -m hubproof.harness.proof blind $(ARGS)

# Atheris has no wheel for every Python: without it only Hypothesis looks.
fuzz: $(VENV)/.installed-dev ## hostile clients for minutes: new examples each time (TIMES=40, SECONDS=300)
	@HUBPROOF_FUZZ=$(TIMES) $(RUN) -m pytest -q --numprocesses auto tests/harness/conformance -k hostile $(ARGS)
	@-$(PIP) install --group fuzz 2>/dev/null
	@$(RUN) -m tests.fuzz.wire -max_total_time=$(SECONDS) -max_len=4096

clean: ## remove everything that was made here
	rm -rf $(VENV) .types build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis $(dir $(NODE_MODULES)) $(JAVA)/target

# mypy does not follow the mapping from rooms to import names: it reads a folder of links that has the
# shape of the installed package.
types:
	@rm -rf .types && mkdir -p .types/hubproof
	@for name in $(ROOMS) hubproof/*.py hubproof/py.typed; do ln -s "../../$$name" .types/hubproof/; done

# The interpreter itself is asked, because its name says little: python3 is 3.9 on some machines. The
# stamp comes last, so that an environment that was left half made is made again.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "hubproof needs Python 3.11 or newer and '$(PYTHON)' is not that: say which one is, as in make PYTHON=python3.13 test." >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --upgrade 'pip>=25.1' # the first that knows dependency groups
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml
	@echo "Installing hubproof into $(VENV) ..."
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing the tools of the tests into $(VENV) ..."
	@$(PIP) install --group dev
	@touch $@

# The clients that judge us, side by side, because fetching is mostly waiting. Each folder of npm's stands
# alone: the generations of one client would share what they must not.
clients:
	@$(MAKE) --silent --no-print-directory --jobs=4 \
	  $(if $(NPM),$(NODE_MODULES),no-node) $(if $(JDK),$(JAVA)/target/classpath,no-java)

%/node_modules/.installed: %/package.json %/package-lock.json
	@echo "Installing the npm packages of $* ..."
	@cd $* && npm ci --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(JAVA)/target/classpath: $(addprefix $(JAVA)/,pom.xml build.sh Driver.java OneAtATime.java)
	@echo "Installing the packages of $(JAVA) ..."
	@cd $(JAVA) && mvn --quiet --batch-mode -Dstyle.color=never exec:exec

no-node:
	@echo "There is no npm on this machine: the tests that need it are skipped, and the summary counts them."

no-java:
	@echo "There is no JDK with Maven on this machine: the test that needs it is skipped, and counted too."
