"""Operation of a desk."""
