"""Nested maps inside an item: the parts of tickets, clocks, replies and alerts that have no key of their own."""

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute

from shared.adapters.dynamodb.item import DurationAttribute, InstantAttribute, Shape, TextsAttribute


class AuthorMap(Shape):
    id = UnicodeAttribute()
    username = UnicodeAttribute()
    name = UnicodeAttribute()


class BystanderMap(Shape):
    id = UnicodeAttribute()
    username = UnicodeAttribute()


class MediaMap(Shape):
    type = UnicodeAttribute()
    url = UnicodeAttribute()
    alt = UnicodeAttribute()
    id = UnicodeAttribute(null=True)
    preview_url = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    size = NumberAttribute(null=True)


class LinkMap(Shape):
    text = UnicodeAttribute()
    url = UnicodeAttribute()


class QuotedMap(Shape):
    id = UnicodeAttribute()
    author = AuthorMap()
    text = UnicodeAttribute()
    url = UnicodeAttribute()
    gone = BooleanAttribute(null=True)


class ClaimMap(Shape):
    by = UnicodeAttribute()
    until = InstantAttribute()


class SavedMap(Shape):
    at = InstantAttribute()
    by = UnicodeAttribute(null=True)
    name = UnicodeAttribute()


class RefMap(Shape):
    id = UnicodeAttribute()
    version = NumberAttribute()


class StepMap(Shape):
    name = UnicodeAttribute()
    at = InstantAttribute()
    whom = TextsAttribute()
    how = TextsAttribute()


class FiredMap(Shape):
    step = UnicodeAttribute()
    due_at = InstantAttribute()


class ClockMap(Shape):
    id = UnicodeAttribute()
    post = UnicodeAttribute()
    kind = UnicodeAttribute()
    started_at = InstantAttribute()
    seen_at = InstantAttribute()
    target = DurationAttribute()
    due_at = InstantAttribute()
    policy = RefMap()
    calendar = RefMap()
    state = UnicodeAttribute()
    stopped_at = InstantAttribute(null=True)
    stopped_by = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    late = BooleanAttribute()
    business = DurationAttribute(null=True)
    steps = ListAttribute(of=StepMap)
    fired = ListAttribute(of=FiredMap)
    acknowledged_at = InstantAttribute(null=True)
    held_until = InstantAttribute(null=True)
    timer_generation = NumberAttribute()
    channel = UnicodeAttribute(null=True)
    fallback = UnicodeAttribute(null=True)


class VisibilityMap(Shape):
    word = UnicodeAttribute()
    audience = UnicodeAttribute()


class PartMap(Shape):
    text = UnicodeAttribute()
    key = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    post_id = UnicodeAttribute(null=True)
    tried_at = InstantAttribute(null=True)


class SendingMap(Shape):
    person = UnicodeAttribute()
    how = UnicodeAttribute()
    state = UnicodeAttribute()
    at = InstantAttribute()
    reason = UnicodeAttribute(null=True)


class ReturnedMap(Shape):
    at = InstantAttribute()
    tell_at = InstantAttribute(null=True)
    sent = ListAttribute(of=SendingMap)
