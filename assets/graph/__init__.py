"""The Dagster side: assets, partitions, checks and their metadata around the stages."""
