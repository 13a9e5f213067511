"""What must hold: rules on submissions, sign-offs and the gate before a release."""
