"""LINE's rules: what it measures, whom it lets an account answer, where things stand (R4, R6, N1)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.answering.answerable import answerable
from shared.domain.networks.answerable import Reason
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.replies.splitting import split_reply
from shared.domain.settings.desk import Account
from shared.domain.tickets.customer_block import CustomerBlock
from shared.networks.line.rules import RULES
from tests.builders import asked, at, ticket

ACCOUNT = Account("shop", "line", "U" + "ab" * 16, "", "青葉ケトル", options={"basic_id": "@000aobak"})
MEASURE = RULES.measure(Channel.DIRECT)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("a" * 4999 + "😀", 5001),
        ("ケトル", 3),
        ("𠮷", 2),
        ("👨‍👩‍👧", 8),
        ("https://example.com/" + "a" * 80, 100),
        ("", 0),
    ],
)
def test_R4_a_text_counts_in_utf16_units_and_links_get_no_discount(text: str, units: int) -> None:
    assert MEASURE.counting.length(text) == units


def test_R4_a_long_answer_is_split_without_numbers_and_never_inside_a_character() -> None:
    parts = split_reply("😀" * 6_000, MEASURE)
    assert [part.length for part in parts] == [5_000, 5_000, 2_000]
    assert all(part.text == "😀" * (part.length // 2) for part in parts)


def test_five_parts_leave_in_one_call() -> None:
    assert (MEASURE.calls(5), MEASURE.longest) == (1, 25_000)


def test_R6_only_the_account_that_the_customer_wrote_to_can_answer_and_only_in_private() -> None:
    post = replace(asked(0), account="shop", channel=Channel.DIRECT)
    assert RULES.may_answer(post, ACCOUNT, Channel.DIRECT) is Reason.PRIVATE
    assert RULES.may_answer(replace(post, account="other"), ACCOUNT, Channel.DIRECT) is Reason.OTHER_ACCOUNT
    assert RULES.may_answer(post, ACCOUNT, Channel.PUBLIC) is Reason.NO_PUBLIC_POST


def test_the_link_to_a_chat_needs_the_accounts_basic_id() -> None:
    assert RULES.message_address(ACCOUNT) == "https://line.me/R/oaMessage/%40000aobak/"
    assert RULES.message_address(replace(ACCOUNT, options={})) is None


def test_N1_line_shows_no_address_of_a_message_or_a_customer_and_no_answers_of_its_own_app() -> None:
    assert (RULES.post_address("7"), RULES.customer_address(Author("U1", "", "花子"))) == (None, None)
    assert RULES.shows_native_answers is False
    assert RULES.inbox_address(ACCOUNT) == "https://chat.line.biz/"


@pytest.mark.parametrize("wrong", ["U123", "u" + "ab" * 16, "U" + "AB" * 16, "U" + "ab" * 17, ""])
def test_an_accounts_id_has_lines_form(wrong: str) -> None:
    assert RULES.account_form.network_id.fits(ACCOUNT.network_id)
    assert not RULES.account_form.network_id.fits(wrong)
    assert RULES.account_form.options["basic_id"].fits("@000aobak")


def test_R4_no_message_ends_within_a_link() -> None:
    link = "https://shop.example/" + "a" * 200
    parts = split_reply("あ" * 4_900 + " " + link, MEASURE)
    assert [link in part.text for part in parts] == [False, True]


WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("age", "block", "reason"),
    [
        (WEEK, None, Reason.PRIVATE),
        (WEEK + timedelta(seconds=1), None, Reason.MAY_NOT_ARRIVE),
        (WEEK * 9, CustomerBlock(at(0), blocked=False), Reason.PRIVATE),
        (timedelta(0), CustomerBlock(at(1), blocked=True), Reason.BLOCKED_BY_CUSTOMER),
    ],
)
def test_N3_after_seven_days_an_answer_is_taken_and_may_reach_nobody_but_a_friend(
    age: timedelta, block: CustomerBlock | None, reason: Reason
) -> None:
    post = replace(asked(0), account="shop", channel=Channel.DIRECT)
    theirs = replace(ticket(post), account="shop", block=block)
    found = answerable(post, ACCOUNT, RULES, now=post.posted_at + age, ticket=theirs)
    assert (found.reason_code, found.allowed) == (reason, reason is not Reason.BLOCKED_BY_CUSTOMER)


def test_N3_a_later_message_of_the_customer_counts_for_the_earlier_one() -> None:
    first, last = (replace(asked(n, seq=n), account="shop", channel=Channel.DIRECT) for n in (0, 10))
    theirs = replace(ticket(first, last), account="shop")
    found = answerable(first, ACCOUNT, RULES, now=last.posted_at + WEEK, ticket=theirs)
    assert found.reason_code is Reason.PRIVATE
