"""Notify people, once."""
