"""What comes in: contracts, reference lists, samples, and reading workbooks into typed tables."""
