"""A field that is added to the domain and forgotten in the table would be lost without a word."""

from dataclasses import fields

import pytest
from pynamodb.attributes import AttributeContainer

from shared.adapters.dynamodb import maps
from shared.adapters.dynamodb.models import DocumentItem
from shared.adapters.dynamodb.tickets import models
from shared.domain.posts.media import Media
from shared.domain.posts.post import Author, Post
from shared.domain.replies.reply import Part, Reply
from shared.domain.sla.alert import Alert, Sending
from shared.domain.sla.clock import Ref, SlaClock, StepInstant
from shared.domain.sla.resolution import Resolution
from shared.domain.text.search_terms import Indexed
from shared.domain.tickets.action import Action
from shared.domain.tickets.claim import Claim
from shared.domain.tickets.rows import TicketRow
from shared.domain.tickets.ticket import Ticket
from shared.ports.settings import Document, Saved
from shared.ports.tickets import PostLocation

TOLD_BY_THE_CLOCK = {"waiting_since", "late"}
ITEMS_OF_THEIR_OWN = {"block", "private_ids", "posts", "actions", "replies", "alerts", "clocks", "resolution"}


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        (Action, models.ActionItem),
        (Alert, models.AlertItem),
        (Author, maps.AuthorMap),
        (Claim, maps.ClaimMap),
        (SlaClock, maps.ClockMap),
        (Document, DocumentItem),
        (Media, maps.MediaMap),
        (Part, maps.PartMap),
        (PostLocation, models.PointerItem),
        (Post, models.PostItem),
        (Ref, maps.RefMap),
        (Reply, models.ReplyItem),
        (Resolution, models.ResolutionItem),
        (Saved, maps.SavedMap),
        (Sending, maps.SendingMap),
        (StepInstant, maps.StepMap),
        (Ticket, models.TicketItem),
        (TicketRow, models.TicketItem),
    ],
    ids=lambda each: each.__name__,
)
def test_every_field_has_its_attribute(kind: type, stored: type[AttributeContainer]) -> None:
    """Where the search holds a text stands beside the text, field by field."""
    apart = TOLD_BY_THE_CLOCK | ITEMS_OF_THEIR_OWN
    names = {field.name for field in fields(kind)} - apart
    if "indexed" in names:
        names = names - {"indexed"} | {field.name for field in fields(Indexed)}
    assert names <= set(stored.get_attributes())
