"""PynamoDB's view of the items beside tickets, one model for each kind."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute

from shared.adapters.dynamodb.item import InstantAttribute, Item, TextsAttribute
from shared.adapters.dynamodb.maps import SavedMap


class DocumentItem(Item, discriminator="document"):
    """A settings document at one version: the newest under H#, each under V#. `body` is JSON; the author and the time
    of a save are missing in documents from before those were recorded."""

    kind = UnicodeAttribute()
    id = UnicodeAttribute()
    version = NumberAttribute()
    body = UnicodeAttribute()
    saved = SavedMap(null=True)


class NotedItem(Item, discriminator="noted"):
    """One of a person's alerts, counted for as long as it may matter."""

    expires_at = TTLAttribute()


class CollectedItem(Item, discriminator="collected"):
    """An alert that waits for a person's digest; `due` holds it until it is dropped."""

    person = UnicodeAttribute()
    ticket = UnicodeAttribute()
    clock = UnicodeAttribute()
    step = UnicodeAttribute()
    due_at = InstantAttribute()
    fired_at = InstantAttribute()
    sms = BooleanAttribute()


class DroppedItem(Item, discriminator="dropped"):
    """Replaces an alert that a digest has included."""

    expires_at = TTLAttribute()


class RestingItem(Item, discriminator="resting"):
    """`begun_at` and `alerts` belong to the digest that was begun and is not finished."""

    until = InstantAttribute()
    begun_at = InstantAttribute(null=True)
    alerts = TextsAttribute(null=True)


class DeliveryItem(Item, discriminator="delivery"):
    """A message that was sent, retained for as long as its batch may be retried."""

    person = UnicodeAttribute()
    way = UnicodeAttribute()
    at = InstantAttribute()
    expires_at = TTLAttribute()


class AddressStatusItem(Item, discriminator="address_status"):
    """An address that is not used, or, with `cleared_at`, used again since then."""

    way = UnicodeAttribute()
    address = UnicodeAttribute()
    at = InstantAttribute()
    fault = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    cleared_at = InstantAttribute(null=True)


class SoftItem(Item, discriminator="soft"):
    """A transient failure of an address; it expires."""

    way = UnicodeAttribute()
    address = UnicodeAttribute()
    at = InstantAttribute()
    expires_at = TTLAttribute()


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
