"""Invite, change and disable people."""
