"""What operating a desk needs."""
