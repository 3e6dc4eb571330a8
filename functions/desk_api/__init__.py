"""The desk's HTTP API and the page that it serves."""
