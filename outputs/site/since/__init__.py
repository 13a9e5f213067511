"""What changed between releases, told on pages; 改动."""
