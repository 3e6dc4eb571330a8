"""Pictures, films, sounds and files that the desk keeps itself, since their network keeps them for a while only."""
