"""PynamoDB's view of what all workers share: charges, the send queue, lookups, watched threads, marks of change, leases, and requests for erasure."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute

from shared.adapters.dynamodb.item import InstantAttribute, Item


class LedgerItem(Item, discriminator="ledger"):
    """An account's charges for one kind of resource on one UTC day. Money is stored in whole millionths of a dollar:
    sums of those are exact."""

    day = UnicodeAttribute()
    account = UnicodeAttribute()
    charge = UnicodeAttribute()
    number = NumberAttribute()
    micro_usd = NumberAttribute()
    expires_at = TTLAttribute()


class SeenItem(Item, discriminator="seen"):
    """An id that was counted on its day."""

    expires_at = TTLAttribute()


class QueuePositionItem(Item, discriminator="queue_position"):
    ticket = UnicodeAttribute()
    reply = UnicodeAttribute()
    written_at = InstantAttribute()
    expires_at = TTLAttribute()


class WantedLookItem(Item, discriminator="wanted_look"):
    ticket = UnicodeAttribute()
    at = InstantAttribute()
    expires_at = TTLAttribute()


class LookedItem(Item, discriminator="looked"):
    """Holds nothing that identifies the ticket's customer."""

    at = InstantAttribute()
    expires_at = TTLAttribute()


class WatchedThreadItem(Item, discriminator="watched_thread"):
    thread = UnicodeAttribute()
    at = InstantAttribute()
    expires_at = TTLAttribute()


class MarkItem(Item, discriminator="mark"):
    """When anything of its account changed, and whether again within the second after."""

    at = InstantAttribute()
    again = BooleanAttribute()


class LeaseItem(Item, discriminator="lease"):
    until = InstantAttribute()
    expires_at = TTLAttribute()


class CheckpointItem(Item, discriminator="checkpoint"):
    after = UnicodeAttribute(null=True)
    since = InstantAttribute(null=True)
    lap = UnicodeAttribute(null=True)
    finished = UnicodeAttribute(null=True)
    failures = NumberAttribute(null=True)
    unclean = BooleanAttribute(null=True)
    version = NumberAttribute()


class ErasureItem(Item, discriminator="erasure"):
    """A request for erasure. `person` is empty once it is finished."""

    code = UnicodeAttribute()
    plug = UnicodeAttribute()
    app = UnicodeAttribute()
    person = UnicodeAttribute()
    received_at = InstantAttribute()
    state = UnicodeAttribute()
    settled_at = InstantAttribute(null=True)
    tickets = NumberAttribute()
    reason = UnicodeAttribute()
    expires_at = TTLAttribute(null=True)
