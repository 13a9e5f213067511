"""Parts of the returned workbook; see outputs/marked.py."""
