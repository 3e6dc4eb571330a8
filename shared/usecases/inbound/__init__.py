"""Ingest the networks' deliveries."""
