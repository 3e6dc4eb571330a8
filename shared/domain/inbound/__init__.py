"""What becomes of an incoming post: which account and which ticket it belongs to."""
