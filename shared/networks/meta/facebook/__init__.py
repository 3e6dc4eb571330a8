"""Comments, visitors' posts, mentions and recommendations on a Facebook Page."""
