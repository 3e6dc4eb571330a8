"""Comments, mentions and messages of an Instagram professional account."""
