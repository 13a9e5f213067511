# More than one machine, tried on one: workers, a bucket, a shared folder, manifests.
# Belongs here: setting up and starting. What must hold stands in the tests. Debian's postgresql,
# redis-server and rabbitmq-server must be there.
JUDGES := $(CONFORM)/cluster/.ready
CLUSTER_TESTS ?= tests/cluster tests/unit/test_cluster_files.py

.PHONY: cluster

cluster: $(SERVER) $(DEVELOP) $(JUDGES)
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile -rs -m 'slow or not slow' $(CLUSTER_TESTS)

$(JUDGES): tests/cluster/envs/judges.lock
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python $(PIP) -r $<
	@touch $@
