"""The stages of the pipeline, the Store that holds them, and their Dagster assets."""
