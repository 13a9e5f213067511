"""What describes the tables of a release to programs: which tables, CSVW, PROV."""
