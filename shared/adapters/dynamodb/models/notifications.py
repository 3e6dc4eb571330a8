"""PynamoDB's view of what the desk tells people: their digests, messages that were sent, and addresses."""

from pynamodb.attributes import BooleanAttribute, TTLAttribute, UnicodeAttribute

from shared.adapters.dynamodb.item import InstantAttribute, Item, TextsAttribute


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
