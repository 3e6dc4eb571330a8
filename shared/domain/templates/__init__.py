"""Message and reply templates."""
