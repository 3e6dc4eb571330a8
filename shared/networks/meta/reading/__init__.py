"""Meta's deliveries as the desk's events, whether its webhook brings them or a poll writes them in the same shapes."""
