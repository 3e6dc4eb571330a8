"""Erase customers, and apply the retention period."""
