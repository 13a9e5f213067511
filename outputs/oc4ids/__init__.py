"""The projects of a release by the Open Contracting for Infrastructure Data Standard 0.9.5."""
