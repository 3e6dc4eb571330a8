"""Posts of customers and the brand on a network."""
