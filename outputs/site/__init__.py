"""The public site, made from finished releases only."""
