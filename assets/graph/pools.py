"""Pools, 资源池: what may not happen twice at once, and what needs a big machine.

Belongs here: the names that assets carry. Does not belong here: how many runs a pool lets in
(pipelines/instance.py). The locks of the data home keep it right in any case; a pool keeps runs
waiting in the queue instead of in memory.
"""

# Reading and judging take the memory of a machine once.
READING = "reading"
# One release at a time.
RELEASING = "releasing"
# Steps that hold the data of all units at once: the queue of workers with the memory for it. Only
# Celery asks (deploy/cluster).
WHOLE = {"dagster-celery/queue": "whole"}
