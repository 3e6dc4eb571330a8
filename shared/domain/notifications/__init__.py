"""Notifications: texts, recipients' addresses and deliverability."""
