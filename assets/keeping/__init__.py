"""Keeping a data home through years: backups, restoring, and moving it to a newer format; 保管."""
