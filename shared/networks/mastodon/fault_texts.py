"""Texts for faults that Mastodon has its own words for, by language: a name for the subject, and a sentence (I8)."""

from collections.abc import Mapping

FAULT_TEXTS: Mapping[str, Mapping[str, tuple[str, str]]] = {"en": {}, "ja": {}}
"""None: the desk's own words for a refused token, a missing right and a limit say what there is to do."""
