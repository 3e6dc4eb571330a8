"""Two networks that share one app and one webhook, as small as they can be."""
