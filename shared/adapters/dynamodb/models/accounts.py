"""PynamoDB's view of what is known of an account: its health, its incidents, and the calls that its network allows."""

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute

from shared.adapters.dynamodb.item import InstantAttribute, Item, TextsAttribute


class IncidentItem(Item, discriminator="incident"):
    account = UnicodeAttribute()
    fault = UnicodeAttribute()
    since = InstantAttribute()
    sentence = UnicodeAttribute()
    told_at = InstantAttribute(null=True)
    gone_since = InstantAttribute(null=True)
    taken_until = InstantAttribute(null=True)
    telling = UnicodeAttribute(null=True)
    telling_since = InstantAttribute(null=True)
    version = NumberAttribute()


class BeatItem(Item, discriminator="beat"):
    signal = UnicodeAttribute()
    at = InstantAttribute()


class PauseItem(Item, discriminator="pause"):
    call = UnicodeAttribute()
    reason = UnicodeAttribute()
    until = InstantAttribute()


class FaultItem(Item, discriminator="fault"):
    fault = UnicodeAttribute()
    sentence = UnicodeAttribute()
    at = InstantAttribute()
    since = InstantAttribute()


class QuotaItem(Item, discriminator="quota"):
    """The newest reading; without `limit` for a plan that has none."""

    limit = NumberAttribute(null=True)
    used = NumberAttribute()
    as_of = InstantAttribute()
    renews_at = InstantAttribute(null=True)


class CountedItem(Item, discriminator="counted"):
    """Marks an event that a tally has counted."""

    expires_at = TTLAttribute()


class TallyItem(Item, discriminator="tally"):
    what = UnicodeAttribute()
    number = NumberAttribute()
    first_at = InstantAttribute()
    last_at = InstantAttribute()


class BudgetItem(Item, discriminator="budget"):
    """Calls of one name since `opened_at`, when the network's window opened."""

    opened_at = InstantAttribute()
    used = NumberAttribute()
    expires_at = TTLAttribute()


class HoldItem(Item, discriminator="hold"):
    until = InstantAttribute()
    expires_at = TTLAttribute()


class SpentIdsItem(Item, discriminator="spent_ids"):
    ids = TextsAttribute()
    version = NumberAttribute()
    expires_at = TTLAttribute()
