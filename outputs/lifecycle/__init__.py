"""The life cycle of projects, joined from four datasets."""
