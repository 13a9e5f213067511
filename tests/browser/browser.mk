# Pages in Debian's Chromium: the demonstration, and what became of it after two more months.
# Belongs here: setting up and starting. What must hold stands in the tests.
BROWSER := $(VENV)/.browser
LIVING := $(CONFORM)/living/.ready

.PHONY: browser browser-pages browser-ui pictures

browser: browser-pages browser-ui

browser-pages: $(BROWSER) $(LIVING) $(CONFORM)/node/.ready
	$(BIN)/python -m pytest --numprocesses 2 -rs -m browser tests/browser

browser-ui: $(BROWSER)
	$(BIN)/python -m pytest --numprocesses 0 -rs -m browser tests/browser_ui

# The pictures that the README shows.
pictures: $(BROWSER) $(LIVING)
	PYTHONPATH=tests $(BIN)/python -m browser.pictures
	PYTHONPATH=tests $(BIN)/python -m tests.browser_ui.pictures

$(BROWSER): requirements-browser.lock $(DEVELOP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-browser.lock
	@touch $@

$(LIVING): $(CONFORM)/home/.ready $(addprefix tests/browser/,living.py invented.py kinds.py)
	rm -rf $(@D)
	PYTHONPATH=tests $(BIN)/python -m browser.living $(CONFORM)/home $(@D)
	@touch $@
