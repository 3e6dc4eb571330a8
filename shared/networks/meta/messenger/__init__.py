"""Messages to a Facebook Page."""
