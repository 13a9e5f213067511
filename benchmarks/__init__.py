"""Measurements of speed and memory, for `make bench`; not installed, not part of the pipeline."""
