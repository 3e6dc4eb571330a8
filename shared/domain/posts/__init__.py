"""What customers and the brand write on a network."""
