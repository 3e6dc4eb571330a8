"""Keep the files that a network keeps for a while only: want them, fetch them, show them, and forget them."""
