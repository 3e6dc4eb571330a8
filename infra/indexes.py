"""The table's indexes: the template, the tests' tables and `desk preflight` read them here."""

LISTED = ("type", "account", "facets", "row", "ticket", "person")
INDEXES = {
    "due": (("due_pk", "due_sk"), LISTED),
    "recent": (("recent_pk", "recent_sk"), LISTED),
    "clocks": (("clocks_pk", "clocks_sk"), ("type", "measured")),
    "handles": (("handle",), ("type",)),
}
"""The keys of each index, and what it holds beside them: what its reader shows, so that a change of anything else costs it
nothing."""
