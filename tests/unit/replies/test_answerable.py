"""What X lets us answer, and what it costs (R6)."""

from decimal import Decimal
from typing import Any

import pytest

from shared.domain.accounts.costs import cost_of, parts_with_links
from shared.domain.answering.answerable import answerable
from shared.domain.networks.answerable import Reason
from shared.domain.posts.kinds import Channel, PostKind, Summons
from shared.domain.settings.desk import Account
from shared.networks.x.answering import names
from shared.networks.x.rules import RULES
from tests.builders import asked, at

ACCOUNT = Account("acme", "x", "100", "acme_help", "Acme Help")
OTHER = Account("acme_us", "x", "101", "acme_us", "Acme US")
REPLY: dict[str, Any] = {"kind": PostKind.REPLY}
DIRECT: dict[str, Any] = {"channel": Channel.DIRECT, "kind": PostKind.DIRECT}


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"kind": PostKind.MENTION}, Reason.SUMMONED),
        ({"kind": PostKind.QUOTE}, Reason.SUMMONED),
        (REPLY | {"text": "still waiting, @Acme_Help!"}, Reason.SUMMONED),
        (REPLY | {"text": "@acme_help still waiting"}, Reason.DOUBTFUL),
        (REPLY | {"summons": Summons.NAMED}, Reason.SUMMONED),
        (REPLY | {"summons": Summons.QUOTED}, Reason.SUMMONED),
        (REPLY | {"summons": Summons.AUTO_MENTION}, Reason.DOUBTFUL),
        ({"summons": Summons.NONE}, Reason.DOUBTFUL),
        ({"summons": Summons.NAMED, "reply_settings": "mentionedUsers"}, Reason.SUMMONED),
        ({"summons": Summons.AUTO_MENTION, "reply_settings": "everyone"}, Reason.DOUBTFUL),
        (DIRECT, Reason.PRIVATE),
    ],
)
def test_R6_who_named_or_quoted_us_can_be_answered_and_a_bare_answer_is_doubtful(
    more: dict[str, Any], reason: Reason
) -> None:
    found = answerable(asked(0, **more), ACCOUNT, RULES, now=at(5))
    assert (found.allowed, found.reason_code) == (True, reason)


@pytest.mark.parametrize(
    ("more", "channel", "reason"),
    [
        ({"deleted_at": at(1)}, None, Reason.DELETED),
        ({"refused": "You cannot reply to this conversation."}, None, Reason.REFUSED),
        ({"author_protected": True}, None, Reason.PROTECTED),
        ({"summons": Summons.AUTO_MENTION, "reply_settings": "following"}, None, Reason.LIMITED),
        ({"author_takes_messages": False}, Channel.DIRECT, Reason.NO_MESSAGES),
        (DIRECT, Channel.PUBLIC, Reason.NO_PUBLIC_POST),
    ],
)
def test_R6_what_x_does_not_allow_is_said_before_it_is_sent(
    more: dict[str, Any], channel: Channel | None, reason: Reason
) -> None:
    found = answerable(asked(0, **more), ACCOUNT, RULES, channel=channel, now=at(5))
    assert (found.allowed, found.reason_code) == (False, reason)
    assert found.sentence.endswith(".")


@pytest.mark.parametrize(
    ("minute", "channel", "reason"),
    [
        (4, None, Reason.WINDOW_CLOSED),
        (5, None, Reason.WINDOW_CLOSED),
        (6, None, Reason.SUMMONED),
        (4, Channel.DIRECT, Reason.PRIVATE),
    ],
)
def test_N3_after_its_window_a_post_takes_no_answer_on_its_own_channel(
    minute: int, channel: Channel | None, reason: Reason
) -> None:
    found = answerable(asked(0, answer_by=at(minute)), ACCOUNT, RULES, channel=channel, now=at(5))
    assert found.reason_code is reason


@pytest.mark.parametrize("more", [{"author_protected": True}, {"refused": "No."}])
def test_R6_who_cannot_be_answered_in_public_can_be_in_private(more: dict[str, Any]) -> None:
    assert answerable(asked(0, **more), ACCOUNT, RULES, channel=Channel.DIRECT, now=at(5)).allowed


def test_R6_who_wrote_to_us_in_private_takes_our_answer_whatever_x_says_of_strangers() -> None:
    assert answerable(asked(0, author_takes_messages=False, **DIRECT), ACCOUNT, RULES, now=at(5)).allowed


def test_R6_another_account_may_answer_only_what_names_it_too() -> None:
    assert answerable(asked(0), OTHER, RULES, now=at(5)).reason_code is Reason.OTHER_ACCOUNT
    assert answerable(asked(0, also_names=("101",)), OTHER, RULES, now=at(5)).allowed
    assert not answerable(asked(0, also_names=("101",)), OTHER, RULES, channel=Channel.DIRECT, now=at(5)).allowed


def test_R6_without_a_post_there_is_nothing_to_answer() -> None:
    assert answerable(None, ACCOUNT, RULES, now=at(5)).reason_code is Reason.NO_POST


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("hello @acme_help", True),
        ("@someone @acme_help hello", False),
        ("@someone hello ＠ACME_HELP", True),
        ("write to me@acme_help.example", False),
        ("@acme_helpers hello", False),
        ("hello @acme_helpers", False),
        ("", False),
    ],
)
def test_R6_handles_at_the_front_of_an_answer_are_x_s_and_name_nobody(text: str, named: bool) -> None:
    assert names(text, "acme_help") is named


@pytest.mark.parametrize(
    ("parts", "channel", "summoned", "cost"),
    [
        (["hello"], Channel.PUBLIC, True, "0.010"),
        (["hello"], Channel.PUBLIC, False, "0.015"),
        (["hello 1/3", "you 2/3", "see https://example.com 3/3"], Channel.PUBLIC, True, "0.225"),
        (["acme.comをご覧ください"], Channel.PUBLIC, True, "0.200"),
        (["see https://example.com"], Channel.DIRECT, True, "0.015"),
        ([], Channel.PUBLIC, True, "0"),
    ],
)
def test_R6_a_link_costs_most_and_each_part_is_charged(
    parts: list[str], channel: Channel, summoned: bool, cost: str
) -> None:
    assert cost_of(parts, RULES, channel=channel, summoned=summoned) == Decimal(cost)


def test_R6_prices_can_be_others_and_links_are_counted() -> None:
    assert cost_of(["a", "b"], RULES, channel=Channel.PUBLIC, prices={**RULES.prices, "post": Decimal(2)}) == Decimal(
        "2.010"
    )
    assert parts_with_links(["https://a.example.com https://b.example.com", "none"], RULES) == 1
