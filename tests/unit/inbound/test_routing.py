"""Whose a post is, and whether it opens a ticket (I4)."""

from typing import Any

import pytest

from shared.domain.inbound.routing import (
    Inbound,
    NotForUs,
    Outbound,
    SkipReason,
    Unheard,
    UnknownAccount,
    route,
    summons,
)
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost, Mention
from shared.domain.posts.kinds import Channel, PostKind, Summons
from shared.domain.settings.desk import Account
from tests.builders import BRAND, CUSTOMER, sighted, sighted_answer

HELP = Account("acme", "x", BRAND.id, BRAND.username, BRAND.name)
JAPAN = Account("acme_jp", "x", "200", "acme_jp", "アクメ")
OURS = (HELP, JAPAN)


def test_I4_a_mention_opens_a_ticket() -> None:
    assert route(sighted(0), OURS) == Inbound(HELP, PostKind.MENTION)


def test_I4_a_reply_to_us_needs_no_mention() -> None:
    reply = sighted(0, in_reply_to="5", in_reply_to_user=BRAND.id, mentions=(), told_as_mention=False)
    assert route(reply, OURS) == Inbound(HELP, PostKind.REPLY)


def test_I4_a_direct_message_opens_a_ticket() -> None:
    message = sighted(0, channel=Channel.DIRECT, recipient_id=BRAND.id, mentions=())
    assert route(message, OURS) == Inbound(HELP, PostKind.DIRECT)


def test_I4_a_quote_with_words_of_its_own_opens_a_ticket() -> None:
    quote = sighted(0, quoted="5", mentions=(), told_as_mention=False)
    assert route(quote, OURS) == Inbound(HELP, PostKind.QUOTE)


@pytest.mark.parametrize(
    ("incoming", "reason"),
    [
        (sighted(0, repost=True), "repost"),
        (sighted(0, quoted="5", own_words=False), "bare_quote"),
        (sighted(0, author=BRAND, conversation_id="77", id="77"), "own_post"),
        (sighted(0, author=Author("666", "noise", "Noise")), "ignored_author"),
    ],
)
def test_I4_reposts_bare_quotes_own_posts_and_ignored_authors_open_none(incoming: IncomingPost, reason: str) -> None:
    decision = route(incoming, OURS, unheard=Unheard(frozenset({"noise"})))
    assert decision == NotForUs(SkipReason(reason), "acme" if reason == "ignored_author" else None)


def test_I4_a_name_carried_along_in_a_reply_to_somebody_else_opens_none() -> None:
    carried = sighted(
        0,
        text="@friend @acme_help yes, me too",
        in_reply_to="5",
        in_reply_to_user="901",
        mentions=(Mention("901", "friend", leading=True), Mention(BRAND.id, BRAND.username, leading=True)),
    )
    assert route(carried, OURS) == NotForUs(SkipReason.AUTO_MENTION, "acme")


AUTO_MENTION = Mention(BRAND.id, BRAND.username, leading=True)
UNDER_ANOTHERS: dict[str, Any] = {"in_reply_to": "5", "in_reply_to_user": "901", "mentions": (AUTO_MENTION,)}


def test_I4_what_the_network_itself_calls_a_mention_is_none_that_it_carried_along() -> None:
    told = sighted(0, **UNDER_ANOTHERS, told_as_mention=True)
    assert route(told, OURS) == Inbound(HELP, PostKind.MENTION)
    assert summons(told, HELP, PostKind.MENTION) is Summons.NAMED
    listed = sighted(0, **UNDER_ANOTHERS, listed_as_mention=True)
    assert route(listed, OURS) == NotForUs(SkipReason.AUTO_MENTION, "acme")


def test_I4_a_mention_of_one_account_is_heard_though_another_is_carried_along() -> None:
    """The cut text has lost the second name; the network's event for that account says that it was there."""
    told = sighted(0, **UNDER_ANOTHERS, told_as_mention=True, received_for=JAPAN.network_id)
    assert route(told, OURS) == Inbound(JAPAN, PostKind.MENTION, (BRAND.id,))


def test_I4_a_quote_of_ours_is_heard_though_our_name_is_carried_along_in_it() -> None:
    quote = sighted(0, **UNDER_ANOTHERS, quoted="7", told_as_quote=True)
    assert route(quote, OURS) == Inbound(HELP, PostKind.QUOTE)
    of_somebody_else = sighted(0, **UNDER_ANOTHERS, quoted="7")
    assert route(of_somebody_else, OURS) == NotForUs(SkipReason.AUTO_MENTION, "acme")


def test_I4_of_a_typed_and_a_carried_name_the_typed_one_has_the_post() -> None:
    both = (AUTO_MENTION, Mention(JAPAN.network_id, JAPAN.username, leading=False))
    post = sighted(0, **(UNDER_ANOTHERS | {"mentions": both}))
    assert route(post, OURS) == Inbound(JAPAN, PostKind.MENTION, (BRAND.id,))


def test_I4_an_explicit_mention_in_a_reply_to_somebody_else_opens_one() -> None:
    explicit = sighted(0, in_reply_to="5", in_reply_to_user="901")
    assert route(explicit, OURS) == Inbound(HELP, PostKind.MENTION)


def test_I4_customers_who_reply_to_themselves_are_heard() -> None:
    own_thread = sighted(
        0,
        in_reply_to="5",
        in_reply_to_user=CUSTOMER.id,
        mentions=(Mention(BRAND.id, BRAND.username, leading=True),),
    )
    assert route(own_thread, OURS) == Inbound(HELP, PostKind.MENTION)


BOTH = (Mention(JAPAN.network_id, JAPAN.username, leading=False), Mention(BRAND.id, BRAND.username, leading=False))


@pytest.mark.parametrize("received_for", [BRAND.id, JAPAN.network_id])
def test_I4_a_post_that_names_two_accounts_belongs_to_the_first_whoever_brought_it(received_for: str) -> None:
    assert route(sighted(0, mentions=BOTH, received_for=received_for), OURS) == Inbound(
        JAPAN, PostKind.MENTION, (BRAND.id,)
    )


def test_I4_a_post_that_names_two_accounts_belongs_to_the_one_it_replies_to() -> None:
    reply = sighted(0, mentions=BOTH, in_reply_to="5", in_reply_to_user=BRAND.id)
    assert route(reply, OURS) == Inbound(HELP, PostKind.REPLY, (JAPAN.network_id,))


def test_I4_who_goes_on_in_a_conversation_and_names_another_account_still_writes_to_the_one() -> None:
    more = sighted(0, mentions=BOTH, in_reply_to="5", in_reply_to_user=CUSTOMER.id)
    assert route(more, OURS, thread="acme") == Inbound(HELP, PostKind.MENTION, (JAPAN.network_id,))
    assert route(more, OURS) == Inbound(JAPAN, PostKind.MENTION, (BRAND.id,))


def test_our_own_answer_is_outbound() -> None:
    assert route(sighted_answer(5, "77"), OURS) == Outbound(HELP)


def test_an_account_that_the_desk_does_not_know_is_said() -> None:
    stranger = sighted(0, received_for="999", mentions=(Mention("999", "other_brand", leading=False),))
    assert route(stranger, OURS) == UnknownAccount("999")
