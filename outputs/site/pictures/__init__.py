"""Pictures drawn when the site is made, each beside a table of the same numbers; 图."""
