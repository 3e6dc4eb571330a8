"""Nested maps inside an item: the parts of tickets, clocks, replies and alerts that have no key of their own."""

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute

from shared.adapters.dynamodb.item import InstantAttribute, NestedMap


class AuthorMap(NestedMap):
    id = UnicodeAttribute()
    username = UnicodeAttribute()
    name = UnicodeAttribute()


class BystanderMap(NestedMap):
    id = UnicodeAttribute()
    username = UnicodeAttribute()


class MediaMap(NestedMap):
    type = UnicodeAttribute()
    url = UnicodeAttribute()
    alt = UnicodeAttribute()
    id = UnicodeAttribute(null=True)
    preview_url = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    size = NumberAttribute(null=True)


class LinkMap(NestedMap):
    text = UnicodeAttribute()
    url = UnicodeAttribute()


class QuotedMap(NestedMap):
    id = UnicodeAttribute()
    author = AuthorMap()
    text = UnicodeAttribute()
    url = UnicodeAttribute()
    gone = BooleanAttribute(null=True)


class SavedMap(NestedMap):
    at = InstantAttribute()
    by = UnicodeAttribute(null=True)
    name = UnicodeAttribute()


class VisibilityMap(NestedMap):
    word = UnicodeAttribute()
    audience = UnicodeAttribute()


class PartMap(NestedMap):
    text = UnicodeAttribute(null=True)
    key = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    post_id = UnicodeAttribute(null=True)
    tried_at = InstantAttribute(null=True)


class SendingMap(NestedMap):
    person = UnicodeAttribute()
    how = UnicodeAttribute()
    state = UnicodeAttribute()
    at = InstantAttribute()
    reason = UnicodeAttribute(null=True)


class ReturnedMap(NestedMap):
    at = InstantAttribute()
    tell_at = InstantAttribute(null=True)
    sent = ListAttribute(of=SendingMap)
