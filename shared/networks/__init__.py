"""One package per social network."""
