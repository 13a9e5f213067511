"""Sheets for village boards, 公示单."""
