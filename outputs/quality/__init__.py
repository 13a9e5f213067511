"""What was checked of a release, rule by rule and unit by unit, and how it compares to the last."""
