"""PynamoDB's view of what is counted for all workers together: charges, turns, and who may do something alone."""

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute, UnicodeSetAttribute

from shared.adapters.dynamodb.item import InstantAttribute, Item


class LedgerItem(Item, discriminator="ledger"):
    """What an account was charged for one kind of thing on one UTC day. Money is kept in whole millionths of a dollar:
    sums of those are exact."""

    day = UnicodeAttribute()
    account = UnicodeAttribute()
    charge = UnicodeAttribute()
    number = NumberAttribute()
    micro_usd = NumberAttribute()
    expires_at = TTLAttribute()


class SeenItem(Item, discriminator="seen"):
    """What was counted already that day; a set, since two workers add to it at once."""

    ids = UnicodeSetAttribute()
    expires_at = TTLAttribute()


class TurnItem(Item, discriminator="turn"):
    ticket = UnicodeAttribute()
    reply = UnicodeAttribute()
    written_at = InstantAttribute()
    expires_at = TTLAttribute()


class WantedLookItem(Item, discriminator="wanted_look"):
    ticket = UnicodeAttribute()
    at = InstantAttribute()
    expires_at = TTLAttribute()


class LookedItem(Item, discriminator="looked"):
    """Nothing in it tells whose ticket it is."""

    at = InstantAttribute()
    expires_at = TTLAttribute()


class LeaseItem(Item, discriminator="lease"):
    until = InstantAttribute()
    expires_at = TTLAttribute()
