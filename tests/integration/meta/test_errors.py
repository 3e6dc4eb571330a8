"""Everything that Meta's API says no with, on a call of the desk's: the error, and that nothing was posted twice (R1, I10)."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from infra.local.meta import seed
from infra.local.meta.errors import ERRORS
from shared.domain.errors import (
    AccountRefusedError,
    BudgetSpentError,
    DisconnectedError,
    NotAnswerableError,
    NotPermittedError,
    OutcomeUnknownError,
    PrivateAnswerUsedError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    WindowClosedError,
)
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.networks.meta.api.refusals import (
    GoneOrNoRightError,
    HeldElsewhereError,
    LimitedError,
    NoConsentError,
    NoSuchPersonError,
)
from tests.builders import minutes
from tests.integration.meta.answers import WORDS, commented, wrote
from tests.integration.meta.bench import ACME_FB, ACME_IG, ACME_MS, Bench

DIRECT, PUBLIC = Channel.DIRECT, Channel.PUBLIC

SAID: dict[str, type[SocialNetworkError]] = {
    "password_changed": DisconnectedError,
    "token_expired": DisconnectedError,
    "token_revoked": DisconnectedError,
    "permission": NotPermittedError,
    "permission_200": NotPermittedError,
    "consent": NotPermittedError,
    "window": WindowClosedError,
    "window_instagram": WindowClosedError,
    "thread_held": HeldElsewhereError,
    "unavailable": NotAnswerableError,
    "no_person": NoSuchPersonError,
    "no_person_instagram": NoSuchPersonError,
    "no_profile": NoSuchPersonError,
    "private_used": PrivateAnswerUsedError,
    "private_used_instagram": PrivateAnswerUsedError,
    "private_impossible": NotAnswerableError,
    "app_limit": LimitedError,
    "user_limit": LimitedError,
    "page_limit": LimitedError,
    "send_limit": LimitedError,
    "pages_limit": LimitedError,
    "instagram_limit": LimitedError,
    "messenger_limit": LimitedError,
    "spam": AccountRefusedError,
    "repeated": RefusedError,
    "unknown": OutcomeUnknownError,
    "temporary": OutcomeUnknownError,
    "temporary_send": OutcomeUnknownError,
    "no_token": DisconnectedError,
    "bad_version": OutcomeUnknownError,
    "bad_path": OutcomeUnknownError,
    "unlisted": OutcomeUnknownError,
}
ARGUMENTS = ("bad_tag", "bad_parameter", "too_long", "no_proof", "bad_proof")
"""Refused arguments: of a message Meta checks them first, and of a comment it has said so after it was posted."""

EVERY = {
    DIRECT: {**SAID, "gone": NotPermittedError, **dict.fromkeys(ARGUMENTS, RefusedError)},
    PUBLIC: {**SAID, "gone": GoneOrNoRightError, **dict.fromkeys(ARGUMENTS, OutcomeUnknownError)},
}


def test_every_error_of_the_stand_in_is_tried() -> None:
    assert EVERY[DIRECT].keys() == EVERY[PUBLIC].keys() == ERRORS.keys()


@pytest.mark.parametrize("said", ERRORS)
@pytest.mark.parametrize(
    ("account", "channel"), [(ACME_FB, PUBLIC), (ACME_IG, PUBLIC), (ACME_MS, DIRECT), (ACME_IG, DIRECT)]
)
def test_R1_each_error_of_a_send(desk_bench: Bench, account: Account, channel: Channel, said: str) -> None:
    question = (commented if channel is PUBLIC else wrote)(desk_bench, account)
    desk_bench.meta.fault(said, method="POST", times=2)
    with pytest.raises(SocialNetworkError) as refused:
        question.answer()
    assert type(refused.value) is EVERY[channel][said]
    assert str(refused.value)
    assert desk_bench.meta.sent() == []


def test_a_profile_that_is_not_shown_is_told_by_an_error_of_its_own(desk_bench: Bench) -> None:
    person = desk_bench.meta.person("Hanako", consents=False)["messenger"]
    with pytest.raises(NoConsentError):
        desk_bench.family.client.get(ACME_MS, f"/{person}", [("fields", "name")])


def test_N3_somebody_else_has_the_thread_and_gives_it_back(desk_bench: Bench) -> None:
    question = wrote(desk_bench, ACME_MS)
    desk_bench.meta.hold_thread("Hanako", "inbox")
    with pytest.raises(HeldElsewhereError, match="Answer there"):
        question.answer()
    desk_bench.meta.hold_thread("Hanako", "desk")
    assert question.answer().post_id


LIMITS = [
    ("pages_limit", {"*": True, "comment": False, "message": True, "read": False}),
    ("messenger_limit", {"*": True, "comment": True, "message": False, "read": True}),
    ("app_limit", {"*": True, "comment": False, "message": False, "read": False}),
    ("send_limit", {"*": True, "comment": False, "message": True, "read": True}),
]


@pytest.mark.parametrize(("said", "goes"), LIMITS, ids=[name for name, _ in LIMITS])
def test_a_limit_holds_what_counts_against_it_for_every_worker(
    desk_bench: Bench, said: str, goes: dict[str, bool]
) -> None:
    """What is held asks Meta nothing, since that would make the wait longer."""
    comment, message = commented(desk_bench, ACME_FB), wrote(desk_bench, ACME_FB)
    (message if said == "messenger_limit" else comment).prepare()
    desk_bench.meta.fault(said, method="POST")
    with pytest.raises(RateLimitedError) as limited:
        (message if said == "messenger_limit" else comment).answer()
    desk_bench.meta.no_faults()
    desk_bench.meta.settings()
    calls: dict[str, Any] = {
        "comment": comment.prepare,
        "message": message.prepare,
        "read": lambda: desk_bench.family.client.get(ACME_FB, f"/{comment.id}"),
    }
    for name, call in calls.items():
        before = desk_bench.requests()
        if goes[name]:
            _quietly(call)
        else:
            with pytest.raises(BudgetSpentError):
                call()
            assert desk_bench.requests() == before
    desk_bench.clock.instant = limited.value.until
    comment.prepare()
    message.prepare()


def _quietly(call: Any) -> None:
    """The stand-in may still keep its own limit closed: all that counts is that the desk asks."""
    try:
        call()
    except BudgetSpentError:
        raise
    except RateLimitedError:
        pass


def test_a_limit_lasts_as_long_as_meta_says(desk_bench: Bench) -> None:
    question = commented(desk_bench, ACME_FB)
    desk_bench.meta.settings(usage={"pages": 100})
    with pytest.raises(RateLimitedError) as limited:
        question.answer()
    assert limited.value.until - desk_bench.clock.now() == timedelta(minutes=ERRORS["pages_limit"].minutes)


def test_a_look_for_an_answer_is_made_though_reading_is_held(desk_bench: Bench) -> None:
    question = commented(desk_bench, ACME_FB)
    sent = question.answer()
    desk_bench.budgets.hold(ACME_FB.id, "read_graph", desk_bench.clock.now() + minutes(9))
    found = question.found()
    assert found is not None
    assert found.post_id == sent.post_id


def test_a_permission_that_was_connected_anew_is_read_again(desk_bench: Bench) -> None:
    question = commented(desk_bench, ACME_FB)
    ready = question.prepare()
    desk_bench.grants.held[seed.APP] = {ACME_FB.id: {**seed.permission(), "access_token": "an old one"}}
    old = question.prepare()
    desk_bench.grants.held[seed.APP] = {ACME_FB.id: seed.permission()}
    assert [one.send()[0].text for one in (ready, old)] == [WORDS, WORDS]


def test_a_dead_token_stops_and_says_what_to_do(desk_bench: Bench) -> None:
    question = commented(desk_bench, ACME_FB)
    desk_bench.meta.settings(token="another token, which nobody at the desk knows")
    with pytest.raises(DisconnectedError, match="connect it again"):
        question.answer()


def test_a_token_is_never_in_an_address_or_a_log(desk_bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    question = wrote(desk_bench, ACME_MS)
    question.answer()
    desk_bench.meta.fault("permission", method="POST")
    with pytest.raises(NotPermittedError):
        question.answer()
    for secret in (seed.PAGE_TOKEN, seed.APP_SECRET, WORDS):
        assert secret not in caplog.text
    assert seed.PAGE_TOKEN not in repr(desk_bench.family.client.connection)
