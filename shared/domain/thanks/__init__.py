"""Recognises a short thanks in English and Japanese (C7)."""
