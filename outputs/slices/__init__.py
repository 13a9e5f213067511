"""Slices of a release by area and by year, and the tree of areas with their totals."""
