"""Repair and examine a desk."""
