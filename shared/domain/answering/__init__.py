"""Whether and how a post may be answered."""
