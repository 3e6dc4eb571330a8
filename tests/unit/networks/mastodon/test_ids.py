"""Ids, handles and addresses (N2)."""

from dataclasses import replace

import pytest

from shared.domain.networks.answerable import Reason
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.networks.mastodon.ids import customer_address, handle, post_address, post_id, post_id_in
from shared.networks.mastodon.rules import RULES
from tests.builders import asked


@pytest.mark.parametrize(
    ("said", "ident"),
    [
        ("115@social.example", "115@social.example"),
        (" https://social.example/@acme/115 ", "115@social.example"),
        ("https://social.example/@yuki@elsewhere.example/115", "115@social.example"),
        ("https://social.example/users/acme/statuses/115", "115@social.example"),
        ("https://social.example/web/statuses/115", "115@social.example"),
        ("https://social.example/statuses/115/", "115@social.example"),
        ("https://social.example/about", None),
        ("http://social.example/@acme/115", None),
        ("https://[bad/@acme/115", None),
        ("115", None),
        ("", None),
    ],
)
def test_N2_what_a_person_pastes_is_read(said: str, ident: str | None) -> None:
    assert post_id_in(said) == ident


@pytest.mark.parametrize("ident", ["../x@social.example", "1@localhost", "1@a..b", "1", "", "a@b@c.example", None, 5])
def test_N2_what_is_no_id_never_becomes_part_of_an_address(ident: object) -> None:
    assert post_id(ident) is None


def test_addresses_are_of_the_account_s_and_of_the_customer_s_server() -> None:
    assert post_address("115@social.example") == "https://social.example/statuses/115"
    assert customer_address("yuki@elsewhere.example") == "https://elsewhere.example/@yuki"
    assert customer_address("yuki") is None


@pytest.mark.parametrize(
    ("acct", "whole"),
    [
        ("ken", "ken@social.example"),
        ("yuki@elsewhere.example", "yuki@elsewhere.example"),
        ("<b>", ""),
        (None, ""),
        ("a b", ""),
    ],
)
def test_a_handle_names_its_server(acct: object, whole: str) -> None:
    assert handle(acct, "social.example") == whole


@pytest.mark.parametrize(
    ("server", "reason"), [("social.example", Reason.SUMMONED), ("elsewhere.example", Reason.OTHER_ACCOUNT)]
)
def test_N2_an_account_of_another_server_knows_the_post_under_another_id(server: str, reason: Reason) -> None:
    post = replace(asked(0), id="115@social.example", channel=Channel.PUBLIC)
    account = Account("acme", "mastodon", "1", f"acme@{server}", "ACME")
    assert RULES.may_answer(post, account, Channel.PUBLIC) is reason


@pytest.mark.parametrize(
    ("acct", "found"),
    [
        ("yuki@マストドン.jp", "yuki@xn--zck4ad5f2e.jp"),
        ("yuki@elsewhere.example", "yuki@elsewhere.example"),
        (f"yuki@{'あ' * 200}.jp", ""),
        ("yuki@", ""),
        ("雪@elsewhere.example", ""),
    ],
)
def test_N6_a_domain_in_japanese_letters_is_named_in_the_form_that_every_server_takes(acct: str, found: str) -> None:
    assert handle(acct, "social.example") == found


def test_N6_nobody_is_answered_in_private_who_cannot_be_named() -> None:
    post = replace(
        asked(0), id="115@social.example", account="acme", channel=Channel.DIRECT, author=Author("44", "", "雪")
    )
    account = Account("acme", "mastodon", "1", "acme@social.example", "ACME")
    assert RULES.may_answer(post, account, Channel.DIRECT) is Reason.NO_MESSAGES
    named = replace(post, author=Author("44", "yuki@elsewhere.example", "雪"))
    assert RULES.may_answer(named, account, Channel.DIRECT) is Reason.PRIVATE
