"""Tickets in lists: what a row shows, what counts and filters read, and how close each is to its deadline."""
