"""PynamoDB's view of a ticket's items, one model for each kind.

The models describe what is stored; the domain's own classes are mapped to and from them in `mapping.py`.
"""

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute

from shared.adapters.dynamodb.deflated import MEASURED, ROW, STATE, DeflatedAttribute
from shared.adapters.dynamodb.item import InstantAttribute, Item, TextsAttribute
from shared.adapters.dynamodb.maps import (
    AuthorMap,
    BystanderMap,
    LinkMap,
    MediaMap,
    PartMap,
    QuotedMap,
    ReturnedMap,
    SendingMap,
    VisibilityMap,
)


class CustomerItem(Item, discriminator="customer"):
    """`newest` are the tickets that were opened last, by the end of their ids."""

    version = NumberAttribute()
    newest = TextsAttribute(null=True)


class BlockItem(Item, discriminator="block"):
    """The network's newest word on whether the customer blocks the account."""

    at = InstantAttribute()
    blocked = BooleanAttribute()


class PrivateIdItem(Item, discriminator="private_id"):
    """An id under which the customer of this partition writes in private (T3). By `place` the ids have their order: how many were known
    before, and if two tickets have noted one at once, when their last post was written."""

    private_id = UnicodeAttribute()
    place = UnicodeAttribute()


class AliasItem(Item, discriminator="alias"):
    """Leads from that id to the customer, in the partition that a customer of that id would have."""

    customer = UnicodeAttribute()


class TicketItem(Item, discriminator="ticket"):
    """The head: everything that a list shows, and the state that the fold computed last, as compact JSON (`head.py`).

    `facets` is what lists filter and count by, `row` the rest of what they show, `measured` what metrics read of the clocks in
    it; `state` is in no index. `written` tells a write that was repeated from one of somebody else's.
    """

    account = UnicodeAttribute()
    version = NumberAttribute()
    facets = UnicodeAttribute()
    row = DeflatedAttribute(ROW)
    state = DeflatedAttribute(STATE)
    measured = DeflatedAttribute(MEASURED, null=True)
    written = UnicodeAttribute(null=True)


class SettledItem(Item, discriminator="settled"):
    """What is settled of a long ticket; `known` are the ids in it (`settled_item.py`)."""

    ticket = UnicodeAttribute()
    through = InstantAttribute()
    known = UnicodeAttribute()
    state = UnicodeAttribute()


class PostItem(Item, discriminator="post"):
    ticket = UnicodeAttribute(null=True)
    id = UnicodeAttribute()
    network = UnicodeAttribute()
    account = UnicodeAttribute()
    direction = UnicodeAttribute()
    channel = UnicodeAttribute()
    kind = UnicodeAttribute()
    author = AuthorMap()
    text = UnicodeAttribute()
    posted_at = InstantAttribute()
    seen_at = InstantAttribute()
    conversation_id = UnicodeAttribute()
    in_reply_to = UnicodeAttribute(null=True)
    answer_id = UnicodeAttribute(null=True)
    version = UnicodeAttribute(null=True)
    answer_by = InstantAttribute(null=True)
    visibility = VisibilityMap(null=True)
    content_warning = UnicodeAttribute(null=True)
    quote_token = UnicodeAttribute(null=True)
    hidden = BooleanAttribute(null=True)
    hidden_at = InstantAttribute(null=True)
    liked = BooleanAttribute(null=True)
    closed_at = InstantAttribute(null=True)
    private_closed_at = InstantAttribute(null=True)
    private_used_at = InstantAttribute(null=True)
    held_elsewhere = BooleanAttribute(null=True)
    sent_key = UnicodeAttribute(null=True)
    recommendation = UnicodeAttribute(null=True)
    incomplete = BooleanAttribute(null=True)
    edited_at = InstantAttribute(null=True)
    read_at = InstantAttribute(null=True)
    url = UnicodeAttribute()
    media = ListAttribute(of=MediaMap)
    also_names = TextsAttribute()
    via = UnicodeAttribute()
    by = UnicodeAttribute(null=True)
    reply_id = UnicodeAttribute(null=True)
    seen_through = UnicodeAttribute(null=True)
    deleted_at = InstantAttribute(null=True)
    summons = UnicodeAttribute(null=True)
    reply_settings = UnicodeAttribute(null=True)
    author_protected = BooleanAttribute(null=True)
    author_takes_messages = BooleanAttribute(null=True)
    refused = UnicodeAttribute(null=True)
    gone_because = UnicodeAttribute(null=True)
    revision = NumberAttribute(null=True)
    retracted_at = InstantAttribute(null=True)
    links = ListAttribute(of=LinkMap, null=True)
    bystanders = ListAttribute(of=BystanderMap, null=True)
    quoted = QuotedMap(null=True)
    codes = TextsAttribute(null=True)
    slots = TextsAttribute(null=True)
    old_codes = TextsAttribute(null=True)
    old_slots = TextsAttribute(null=True)


class OrphanReplyItem(PostItem, discriminator="orphan_reply"):
    """One of our own posts that waits for the post that it answers; it expires if that post never arrives."""

    expires_at = TTLAttribute()


class AwaitedItem(Item, discriminator="awaited"):
    """Tells of orphans under the same id without a query: most posts have none. It stays when they are released, and expires
    after them."""

    expires_at = TTLAttribute()


class OrphanParentItem(Item, discriminator="orphan_parent"):
    """Leads from a parked post to the place where it is parked, so that a deletion finds its text."""

    parent = UnicodeAttribute()
    expires_at = TTLAttribute()


class TombstoneItem(Item, discriminator="tombstone"):
    """Occupies the key of a post's pointer, so that a worker that stores the post finds the deletion there (I6)."""

    at = InstantAttribute()
    expires_at = TTLAttribute()


class PointerItem(Item, discriminator="pointer"):
    ticket = UnicodeAttribute()
    account = UnicodeAttribute()
    post = UnicodeAttribute()
    at = InstantAttribute()


class QuoteItem(Item, discriminator="quote"):
    """Leads from a quoted post to a post that holds its text, so that a deletion finds it (I6)."""

    ticket = UnicodeAttribute()
    account = UnicodeAttribute()
    post = UnicodeAttribute()


class ClockItem(Item, discriminator="clock"):
    """A clock before the ticket's newest, with its alerts, and with the resolution that began with it. `measured` is what
    metrics read of them."""

    ticket = UnicodeAttribute()
    account = UnicodeAttribute()
    clock = UnicodeAttribute()
    alerts = UnicodeAttribute(null=True)
    resolution = UnicodeAttribute(null=True)
    measured = DeflatedAttribute(MEASURED, null=True)


class ResolutionItem(Item, discriminator="resolution"):
    """A resolution that began with no clock of the ticket."""

    ticket = UnicodeAttribute()
    account = UnicodeAttribute()
    resolution = UnicodeAttribute()
    measured = DeflatedAttribute(MEASURED, null=True)


class OwedItem(Item, discriminator="owed"):
    """Records that a save was too large for one transaction: the ticket's finished clocks are still to be written."""

    ticket = UnicodeAttribute()


class ReplyItem(Item, discriminator="reply"):
    """A reply. The newest one's progress stands in the head: then `state` and what belongs to it are missing here."""

    ticket = UnicodeAttribute()
    id = UnicodeAttribute()
    account = UnicodeAttribute()
    channel = UnicodeAttribute()
    in_reply_to = UnicodeAttribute()
    seen_through = UnicodeAttribute()
    text = UnicodeAttribute()
    by = UnicodeAttribute()
    created_at = InstantAttribute()
    parts = ListAttribute(of=PartMap)
    state = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    due_at = InstantAttribute(null=True)
    looks = NumberAttribute(null=True)
    seen_version = NumberAttribute(null=True)
    why = UnicodeAttribute(null=True)
    in_line = BooleanAttribute(null=True)
    confirmed = TextsAttribute(null=True)
    claimed = UnicodeAttribute(null=True)
    audience = UnicodeAttribute(null=True)
    returned = ReturnedMap(null=True)


class ActionItem(Item, discriminator="action"):
    ticket = UnicodeAttribute()
    id = UnicodeAttribute()
    kind = UnicodeAttribute()
    at = InstantAttribute()
    by = UnicodeAttribute(null=True)
    text = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    through = InstantAttribute(null=True)
    whom = TextsAttribute(null=True)
    sent = ListAttribute(of=SendingMap, null=True)
    answered_at = InstantAttribute(null=True)
    post = UnicodeAttribute(null=True)
    outcome = UnicodeAttribute(null=True)
    pending_since = InstantAttribute(null=True)
    codes = TextsAttribute(null=True)
    slots = TextsAttribute(null=True)
    old_codes = TextsAttribute(null=True)
    old_slots = TextsAttribute(null=True)


class AlertItem(Item, discriminator="alert"):
    ticket = UnicodeAttribute()
    clock = UnicodeAttribute()
    step = UnicodeAttribute()
    due_at = InstantAttribute()
    fired_at = InstantAttribute()
    whom = TextsAttribute()
    how = TextsAttribute()
    pending_since = InstantAttribute(null=True)
    sent = ListAttribute(of=SendingMap)
    outcome = UnicodeAttribute(null=True)
