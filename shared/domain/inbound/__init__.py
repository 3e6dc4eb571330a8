"""Routing and threading of an incoming post: its account and its ticket."""
