# More than one machine, tried on one: workers, a bucket, a shared folder, manifests.
# Belongs here: setting up and starting. What must hold stands in the tests. Debian's postgresql and
# redis-server must be there.
JUDGES := $(CONFORM)/cluster/.ready

.PHONY: cluster cluster-lock

cluster: $(SERVER) $(DEVELOP) $(JUDGES)
	$(BIN)/python -m pytest --numprocesses 1 -rs -m 'slow or not slow' tests/cluster tests/unit/test_cluster_files.py

$(JUDGES): tests/cluster/envs/judges.lock
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python $(PIP) -r $<
	@touch $@

cluster-lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header tests/cluster/envs/judges.in -o tests/cluster/envs/judges.lock
