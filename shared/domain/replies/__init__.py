"""A reply's record, its text and its length."""
