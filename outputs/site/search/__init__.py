"""Search over the newest release: data as script files, read by static/site.js; 检索."""
