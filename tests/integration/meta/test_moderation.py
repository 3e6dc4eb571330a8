"""Comments are hidden, shown, liked and deleted on the stand-in; doing it twice is doing it once."""

from typing import Any

import pytest

from shared.domain.errors import (
    DisconnectedError,
    NotPermittedError,
    PostGoneError,
    RateLimitedError,
    RefusedError,
    UnreachableError,
)
from shared.domain.posts.moderation import Moderation
from shared.domain.settings.desk import Account
from shared.networks.meta.moderation import MetaModerator
from tests.integration.meta.answers import commented
from tests.integration.meta.bench import ACME_FB, ACME_IG, Bench

ACCOUNTS = pytest.mark.parametrize("account", [ACME_FB, ACME_IG], ids=lambda one: one.id)


def moderate(bench: Bench, account: Account, ident: str, *actions: Moderation) -> None:
    for action in actions:
        MetaModerator(bench.family.client).apply(account, ident, action)


def stored(bench: Bench, ident: str) -> dict[str, Any]:
    [found] = [one for one in bench.meta.comments() if one["id"] == ident]
    return found


@ACCOUNTS
def test_a_comment_is_hidden_and_shown_again(desk_bench: Bench, account: Account) -> None:
    ident = commented(desk_bench, account).id
    moderate(desk_bench, account, ident, Moderation.HIDE, Moderation.HIDE)
    assert stored(desk_bench, ident)["hidden"] is True
    moderate(desk_bench, account, ident, Moderation.UNHIDE, Moderation.UNHIDE)
    assert stored(desk_bench, ident)["hidden"] is False


def test_a_comment_on_facebook_is_liked_and_no_more(desk_bench: Bench) -> None:
    ident = commented(desk_bench, ACME_FB).id
    moderate(desk_bench, ACME_FB, ident, Moderation.LIKE, Moderation.LIKE)
    assert stored(desk_bench, ident)["liked"] is True
    moderate(desk_bench, ACME_FB, ident, Moderation.UNLIKE, Moderation.UNLIKE)
    assert stored(desk_bench, ident)["liked"] is False


@pytest.mark.parametrize("action", [Moderation.LIKE, Moderation.UNLIKE])
def test_instagram_lets_no_app_like(desk_bench: Bench, action: Moderation) -> None:
    ident = commented(desk_bench, ACME_IG).id
    before = desk_bench.requests()
    with pytest.raises(RefusedError, match="no app"):
        moderate(desk_bench, ACME_IG, ident, action)
    assert desk_bench.requests() == before


@ACCOUNTS
def test_C9_our_own_answer_is_deleted_and_deleting_it_twice_is_no_fault(desk_bench: Bench, account: Account) -> None:
    sent = commented(desk_bench, account).answer()
    moderate(desk_bench, account, sent.post_id, Moderation.DELETE, Moderation.DELETE)
    assert stored(desk_bench, sent.post_id)["gone"] is True


@ACCOUNTS
def test_C9_an_answer_that_may_not_be_deleted_is_not_taken_for_deleted(desk_bench: Bench, account: Account) -> None:
    sent = commented(desk_bench, account).answer()
    desk_bench.meta.fault("gone", method="DELETE")
    with pytest.raises(NotPermittedError):
        moderate(desk_bench, account, sent.post_id, Moderation.DELETE)
    assert not stored(desk_bench, sent.post_id)["gone"]


@ACCOUNTS
def test_I6_what_is_gone_is_told_so(desk_bench: Bench, account: Account) -> None:
    ident = commented(desk_bench, account).id
    desk_bench.meta.delete_comment(ident)
    with pytest.raises(PostGoneError):
        moderate(desk_bench, account, ident, Moderation.HIDE)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("permission", NotPermittedError),
        ("pages_limit", RateLimitedError),
        ("password_changed", DisconnectedError),
        ("unlisted", RefusedError),
        ("temporary", UnreachableError),
        ("drop", UnreachableError),
        ("take_then_drop", UnreachableError),
    ],
)
def test_a_refusal_says_why_and_the_same_again_is_safe(desk_bench: Bench, fault: str, error: type[Exception]) -> None:
    ident = commented(desk_bench, ACME_FB).id
    desk_bench.meta.fault(fault, method="POST", times=2 if fault == "password_changed" else 1)
    with pytest.raises(error):
        moderate(desk_bench, ACME_FB, ident, Moderation.HIDE)
    assert stored(desk_bench, ident)["hidden"] is (fault == "take_then_drop")


def test_an_id_that_could_lead_elsewhere_is_refused(desk_bench: Bench) -> None:
    before = desk_bench.requests()
    with pytest.raises(RefusedError):
        moderate(desk_bench, ACME_FB, "1/likes?x=", Moderation.DELETE)
    assert desk_bench.requests() == before
