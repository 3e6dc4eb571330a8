"""Comments under the account's posts: all of them are to the account, but for those that speak to another person (I4)."""

from typing import Any

import pytest

from shared.domain.accounts.status import Counted
from shared.domain.inbound.comments import begins_with_name
from shared.domain.inbound.routing import Inbound, NotForUs, SkipReason, UnknownAccount, bystanders, route, summons
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost, Mention
from shared.domain.posts.kinds import Channel, PostKind, Summons
from shared.domain.settings.desk import Account
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from tests.builders import BRAND, CUSTOMER, sighted
from tests.fake_desk import FakeDesk

HELP = Account("acme", "x", BRAND.id, BRAND.username, BRAND.name)
JAPAN = Account("acme_jp", "x", "200", "acme_jp", "アクメ")
OURS = (HELP, JAPAN)
KEN = Author("902", "ken_abe", "Ken Abe")
FRIEND = Mention("", "ken_abe", leading=True)


def comment(n: float = 0, **more: Any) -> IncomingPost:
    plain: dict[str, Any] = {"kind": PostKind.COMMENT, "mentions": (), "told_as_mention": False, "text": "Where is it?"}
    return sighted(n, **{**plain, **more})


@pytest.mark.parametrize("kind", [PostKind.COMMENT, PostKind.VISITOR_POST, PostKind.REVIEW])
def test_I4_what_stands_on_the_accounts_page_opens_a_ticket(kind: PostKind) -> None:
    found = comment(kind=kind)
    assert route(found, OURS) == Inbound(HELP, kind)
    assert summons(found, HELP, kind) is Summons.NONE


def test_I4_a_message_keeps_its_own_kind() -> None:
    message = comment(kind=PostKind.STORY_MENTION, channel=Channel.DIRECT, recipient_id=BRAND.id)
    assert route(message, OURS) == Inbound(HELP, PostKind.STORY_MENTION)


def test_I4_a_comment_of_an_account_that_is_unknown_is_told() -> None:
    assert route(comment(received_for="999"), OURS) == UnknownAccount("999")


def test_I4_a_comment_that_begins_with_another_persons_name_opens_none() -> None:
    assert route(comment(mentions=(FRIEND,)), OURS) == NotForUs(SkipReason.TO_SOMEBODY_ELSE, "acme")


@pytest.mark.parametrize(
    "mentions",
    [
        (FRIEND, Mention(BRAND.id, BRAND.username, leading=True)),
        (FRIEND, Mention("", BRAND.username.upper(), leading=True)),
        (FRIEND, Mention("", BRAND.username, leading=False)),
        (Mention("", "ken_abe", leading=False),),
        (Mention("", CUSTOMER.username, leading=True),),
        (Mention(CUSTOMER.id, "", leading=True),),
        (),
    ],
)
def test_I4_one_that_names_us_too_or_its_own_author_or_a_friend_within_its_words_does(
    mentions: tuple[Mention, ...],
) -> None:
    assert route(comment(mentions=mentions), OURS) == Inbound(HELP, PostKind.COMMENT)


def test_I4_an_answer_to_us_does_whatever_name_it_begins_with() -> None:
    assert route(comment(mentions=(FRIEND,), in_reply_to_user=BRAND.id), OURS) == Inbound(HELP, PostKind.COMMENT)


def test_I4_another_account_that_it_names_is_noted() -> None:
    both = comment(mentions=(Mention("", "acme_jp", leading=False),))
    assert route(both, OURS) == Inbound(HELP, PostKind.COMMENT, ("200",))


def test_N6_a_comment_has_no_bystanders_whom_an_answer_would_name() -> None:
    assert bystanders(comment(mentions=(Mention(KEN.id, "", leading=True),)), HELP) == ()


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Ken Abe same here", True),
        ("ken abe", True),
        ("@Ken Abe: same", True),
        ("  Ken Abe、同じです", True),
        ("Ken Abes kettle", False),
        ("I think Ken Abe is right", False),
        ("Ken", False),
        ("", False),
    ],
)
def test_a_name_in_front_is_whole_and_a_word_of_its_own(text: str, begins: bool) -> None:
    assert begins_with_name(text, "Ken  Abe") is begins
    assert not begins_with_name(text, "")


def take(desk: FakeDesk, *posts: IncomingPost) -> dict[str, int]:
    return dict(ingest_delivery(posts, source="webhook", desk=desk))


def under(parent: IncomingPost, n: float, author: Author, text: str) -> IncomingPost:
    return comment(n, author=author, text=text, in_reply_to=parent.id, conversation_id=parent.id)


def test_I4_a_comment_that_begins_with_the_name_of_who_wrote_the_one_above_speaks_to_them() -> None:
    desk = FakeDesk()
    above = comment(0, author=KEN)
    take(desk, above)
    to_ken = under(above, 1, Author("903", "", "Mio"), "Ken Abe it is in the shop next door")
    assert take(desk, to_ken, to_ken) == {"comment_to_somebody_else": 2}
    assert desk.heartbeats.of("acme").tallies[Counted.TO_SOMEBODY_ELSE].number == 1


@pytest.mark.parametrize("text", ["The same here, order 4711.", "Where is mine?"])
def test_I4_one_that_names_nobody_opens_a_ticket_of_its_author(text: str) -> None:
    desk = FakeDesk()
    above = comment(0, author=KEN)
    take(desk, above)
    assert take(desk, under(above, 1, Author("903", "", "Mio"), text)) == {"stored": 1}
    assert len(desk.tickets.of_customer("acme", "903")[1]) == 1


def test_I4_an_answer_to_our_own_comment_is_to_us_though_it_begins_with_our_name() -> None:
    desk = FakeDesk()
    above = comment(0, author=KEN)
    ours = under(above, 1, BRAND, "We are looking into it.")
    take(desk, above, ours)
    assert take(desk, under(ours, 2, Author("903", "", "Mio"), f"{BRAND.name} mine too")) == {"stored": 1}


def test_I4_before_the_comment_above_has_come_in_nothing_is_left_out() -> None:
    desk = FakeDesk()
    assert take(desk, under(comment(0, author=KEN), 1, Author("903", "", "Mio"), "Ken Abe same here")) == {"stored": 1}
