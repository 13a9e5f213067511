"""Pages of single projects, documents and sources of records."""
