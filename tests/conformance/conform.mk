# Environments of programs that nobody here wrote, and what they say of a published folder.
# Belongs here: setting up and starting. What is checked by whom stands in claims.yaml.
CONFORM := .conform
ENVS := tests/conformance/envs
PYTHON_ENVS := $(addprefix $(CONFORM)/,$(addsuffix /.ready,data oc4ids flat))
# check-datapackage needs Python 3.12; without one the check says so.
NEWER := $(firstword $(foreach name,3.12 3.13 3.14,$(wildcard /usr/bin/python$(name) /usr/local/bin/python$(name) $(HOME)/.pyenv/versions/$(name)*/bin/python$(name))))
PIP := -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes

.PHONY: conform-setup conform-lock

conform: $(DEVELOP)
	$(MAKE) --jobs 2 conform-setup
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal -rs -m conform tests/conformance

conform-setup: $(PYTHON_ENVS) $(CONFORM)/descriptor/.ready $(CONFORM)/node/.ready $(CONFORM)/home/.ready $(CONFORM)/living/.ready

$(PYTHON_ENVS): $(CONFORM)/%/.ready: $(ENVS)/%.lock
	$(PYTHON) -m venv $(CONFORM)/$*
	$(CONFORM)/$*/bin/python $(PIP) -r $<
	@touch $@

$(CONFORM)/descriptor/.ready: $(ENVS)/descriptor.lock
	@mkdir -p $(@D)
	$(if $(NEWER),$(NEWER) -m venv $(@D) && $(@D)/bin/python $(PIP) -r $<,@echo "check-datapackage: not possible here, no Python 3.12")
	@touch $@

$(CONFORM)/node/.ready: $(ENVS)/package-lock.json
	@mkdir -p $(@D)
	cp $(ENVS)/package.json $(ENVS)/package-lock.json $(ENVS)/.npmrc $(@D)
	cd $(@D) && (npm ci --silent --ignore-scripts || echo "npm: not possible here")
	@touch $@

# The release of the demonstration, made anew when the code that makes it has changed.
$(CONFORM)/home/.ready: $(shell find sources expectations outputs assets pipelines -type f -not -name '*.pyc')
	rm -rf $(@D)
	MINGZHANG_HOME=$(@D) $(BIN)/python -m pipelines.demo
	@touch $@

conform-lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header tests/cluster/envs/judges.in -o tests/cluster/envs/judges.lock
	for name in data oc4ids flat; do uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $(ENVS)/$$name.in -o $(ENVS)/$$name.lock; done
	uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header $(ENVS)/descriptor.in -o $(ENVS)/descriptor.lock
	cd $(ENVS) && npm install --package-lock-only --ignore-scripts
