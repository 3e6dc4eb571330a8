"""Rules for answering a post, and outcomes of sending."""
