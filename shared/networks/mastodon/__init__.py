"""Mastodon: thousands of servers with one API, of which the account lives on one. It is polled, and free."""
