"""What the adapters of the table write: by the part of the desk, the partitions and the methods that write into them."""

from shared.adapters.dynamodb.keys import account_keys, desk_keys, ticket_keys

ANY = "*"

WRITES: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "addresses": ((desk_keys.ADDRESSES,), frozenset({"clear", "count", "mark"})),
    "attachments": ((ticket_keys.attachments(ANY),), frozenset({"remove", "update", "want"})),
    "budgets": ((account_keys.budget(ANY),), frozenset({"hold", "spend_ids", "take"})),
    "changes": ((account_keys.changed(ANY),), frozenset({"mark"})),
    "checkpoints": ((desk_keys.CHECKPOINTS,), frozenset({"keep"})),
    "deliveries": (("delivered#*",), frozenset({"forget", "note"})),
    "digests": ((desk_keys.person(ANY),), frozenset({"begin", "collect", "drop", "note", "rest", "take"})),
    "due_lists": ((), frozenset()),
    "erasures": ((desk_keys.ERASURES, desk_keys.erased(ANY)), frozenset({"save"})),
    "heartbeats": (
        (account_keys.health(ANY), account_keys.tallied(ANY)),
        frozenset({"beat", "clear", "count", "fail", "note_quota", "pause"}),
    ),
    "incidents": ((desk_keys.INCIDENTS,), frozenset({"remove", "save"})),
    "leases": ((desk_keys.LEASES,), frozenset({"give_back", "take"})),
    "ledger": ((account_keys.LEDGER, "charged#*"), frozenset({"enter", "unseen"})),
    "looks": ((account_keys.looks(ANY),), frozenset({"drop", "forget", "looked", "want"})),
    "page_archive": ((desk_keys.chunk(ANY), desk_keys.page_build(ANY)), frozenset({"keep"})),
    "sealed_days": (
        (account_keys.sealed(ANY), account_keys.amended(ANY)),
        frozenset({"amend", "note_progress", "put"}),
    ),
    "search": (("words#*", ticket_keys.months(ANY), "code#*"), frozenset({"apply"})),
    "send_queue": ((account_keys.sending(ANY),), frozenset({"join", "leave"})),
    "settings": ((desk_keys.SETTINGS,), frozenset({"put"})),
    "tickets": (
        ("customer#*", "known#*"),
        frozenset(
            {
                "erase",
                "finish_save",
                "forget_private_ids",
                "leave_tombstone",
                "note_block",
                "park_orphan",
                "release_orphan",
                "save",
            }
        ),
    ),
    "watched_threads": ((account_keys.threads(ANY),), frozenset({"watch"})),
}
