"""The stages of the pipeline as plain functions on a Store; nothing here imports Dagster."""
