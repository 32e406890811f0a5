# What can be done with a checkout. "make" alone lists the targets.
NODE := node_modules/.bin/node
ESBUILD := node_modules/.bin/esbuild
JEST := $(NODE) --disable-warning=ExperimentalWarning --experimental-vm-modules node_modules/jest/bin/jest.js

# Scripts that must work before, or although, the project does not compile: bundled one by one, types unchecked.
script = $(ESBUILD) scripts/$(1).ts --bundle --platform=node --format=esm --packages=external --log-level=warning \
	--outfile=.build/scripts/$(1).js && $(NODE) .build/scripts/$(1).js

.DEFAULT_GOAL := help
.PHONY: help demo down test test-migration test-argocd test-keda test-ladder unit cluster e2e-kind lint format build generate bundle cli bench clean node_modules

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## run the whole ladder on this machine; EXAMPLES=stories: two whole services instead; CLUSTER=current: on the cluster of your kubeconfig
	@$(NODE) dist/local/demo/main.js up $(if $(EXAMPLES),--examples "$(EXAMPLES)") $(if $(CLUSTER),--cluster "$(CLUSTER)") $(if $(filter 1,$(YES)),--yes)

down: build ## stop what "make demo" started; the data stays in .local
	@$(NODE) dist/local/demo/main.js down

test: node_modules ## check and test everything, from formatting to a real API server
	@$(call script,test)

unit: build ## the quick tests only
	@$(JEST) --selectProjects unit

cluster: build ## tests on a real API server; FILE=drift: one file of them
ifdef FILE
	@$(JEST) --selectProjects cluster dashboard moving ladder --runInBand --testPathPattern dist/test/cluster/$(FILE)
else
	@$(JEST) --selectProjects cluster --runInBand
	@$(JEST) --selectProjects dashboard --runInBand
	@$(JEST) --selectProjects moving --runInBand
	@$(JEST) --selectProjects ladder --runInBand
	@$(JEST) --selectProjects afterwards
endif

test-migration: build ## move data 200 times, each move killed somewhere; RUNS=20: fewer
	@$(NODE) dist/test/migration/long-run.js

test-argocd: build ## a real Argo CD beside the local control plane, built from its Go module (minutes, the first time)
	@$(NODE) dist/local/tools/main.js argocd argocd-cache
	@$(JEST) --selectProjects argocd --runInBand

test-keda: build ## a real KEDA scales workers on the local control plane, built from its Go module (a quarter of an hour, the first time)
	@$(NODE) dist/local/tools/main.js keda keda-adapter keda-webhooks
	@$(JEST) --selectProjects keda --runInBand

test-ladder: build ## go from every tier to every other on a real API server; PAIRS=10>100k,1>10M: only those; PODS=6: with few pods
	@PAIRS='$(PAIRS)' PODS='$(PODS)' $(NODE) dist/test/cluster/all-pairs.js

e2e-kind: build bundle ## the e2e suite on a kind cluster with real nodes; needs docker
	@$(NODE) dist/test/e2e/setup/main.js

lint: node_modules ## formatting and type-checked rules
	@$(NODE) node_modules/prettier/bin/prettier.cjs --check .
	@$(NODE) node_modules/eslint/bin/eslint.js .

format: node_modules ## format all sources
	@$(NODE) node_modules/prettier/bin/prettier.cjs --write --log-level warn .

build: node_modules ## compile into dist/
	@$(call script,build)

generate: build ## write the CRDs, the RBAC and the golden files again
	@$(NODE) dist/scripts/generate.js
	@$(NODE) dist/scripts/generate-goldens.js

bundle: node_modules ## bundle the programs of the images into .build/image
	@$(call script,bundle)

cli: build ## the command line as archives in .build/cli, for npm and this machine; PLATFORMS=all: for all of them
	@$(NODE) dist/scripts/package-cli.js $(or $(PLATFORMS),here) $(if $(BASE),--base "$(BASE)")

bench: build bundle ## measure the operator on a local control plane, then what ten times the load does; ONLY=scoop: that alone; SIZE=quick, usual or scale (10 000 services): the operator alone; PEER=kro: what kro does with the same children
ifeq ($(SIZE),scale)
	@$(NODE) dist/test/bench/scale/main.js $(if $(SERVICES),--services $(SERVICES))
else ifneq ($(ONLY),scoop)
	@$(NODE) dist/test/bench/main.js $(if $(filter quick,$(SIZE)),--quick) $(if $(PACE),--pace $(PACE)) $(if $(PEER),--peer $(PEER))
endif
ifeq ($(SIZE),)
	@$(NODE) dist/test/bench/scoop/main.js
endif

clean: ## remove what was built; a running demo and its data stay
	rm -rf dist .build coverage

# Installs only when package-lock.json says something else than at the last time. An older Node may run npm: everything after it is run by the one that
# this installs. So npm's warnings that the programs need a newer Node (EBADENGINE) mislead here, and only its errors are shown.
node_modules:
	@command -v npm > /dev/null || { echo 'npm is missing: install Node 20 or newer, then run this again.' >&2; exit 1; }
	@cmp -s package-lock.json node_modules/.installed-lock.json || \
		{ npm ci --no-audit --no-fund --loglevel=error && cp package-lock.json node_modules/.installed-lock.json; }
