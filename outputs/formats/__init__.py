"""The open formats of a published table; one module per format."""
