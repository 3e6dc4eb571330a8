"""Take in what the networks deliver."""
