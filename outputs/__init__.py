"""What goes out: returned workbooks, candidates, releases, open formats and the site."""
