"""Requests of networks that the desk erases what it holds of a person."""
