"""What people are told, and where they can be reached."""
