"""What portals, search engines and feed readers read: data catalogues, feed, metadata."""
