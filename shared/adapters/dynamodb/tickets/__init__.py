"""Tickets in the table: a partition for each customer of an account."""
