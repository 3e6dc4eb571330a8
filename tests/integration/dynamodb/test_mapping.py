"""A field that is added to the domain and forgotten in the table would be lost without a word."""

from dataclasses import fields

import pytest
from pynamodb.attributes import AttributeContainer

from shared.adapters.dynamodb import maps
from shared.adapters.dynamodb.models.settings import DocumentItem
from shared.adapters.dynamodb.tickets import models
from shared.domain.posts.author import Author
from shared.domain.posts.media import Media
from shared.domain.posts.post import Post
from shared.domain.replies.reply import Part, Reply
from shared.domain.sla.alert import Alert, Sending
from shared.domain.text.search_terms import Indexed
from shared.domain.tickets.action import Action
from shared.ports.settings import Document, Saved
from shared.ports.tickets import PostLocation


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        (Action, models.ActionItem),
        (Alert, models.AlertItem),
        (Author, maps.AuthorMap),
        (Document, DocumentItem),
        (Media, maps.MediaMap),
        (Part, maps.PartMap),
        (PostLocation, models.PointerItem),
        (Post, models.PostItem),
        (Reply, models.ReplyItem),
        (Saved, maps.SavedMap),
        (Sending, maps.SendingMap),
    ],
    ids=lambda each: each.__name__,
)
def test_every_field_has_its_attribute(kind: type, stored: type[AttributeContainer]) -> None:
    """Where the search holds a text stands beside the text, field by field. Heads and clocks are packed, and their round trip is
    tested with tickets of any content (tests/contracts/storage/test_ticket_roundtrip.py)."""
    names = {field.name for field in fields(kind)}
    if "indexed" in names:
        names = names - {"indexed"} | {field.name for field in fields(Indexed)}
    assert names <= set(stored.get_attributes())
