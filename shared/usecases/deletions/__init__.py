"""Find posts that were deleted on their network, and forget them."""
