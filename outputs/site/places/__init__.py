"""Pages of areas, funds and submitting units."""
