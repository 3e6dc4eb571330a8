"""Every documented error of Bluesky is one of the desk's, by its name before its status."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.errors import (
    AccountRefusedError,
    DisconnectedError,
    NotAnswerableError,
    NotPermittedError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
)
from shared.networks.bluesky.api.refusals import (
    MovedError,
    NoRecordError,
    RecordConflictError,
    SessionExpiredError,
    refusal,
)
from shared.networks.http import Answer

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def told(status: int, name: str, message: str = "in its own words", **headers: str) -> SocialNetworkError:
    body = json.dumps({"error": name, "message": message}).encode()
    return refusal(Answer(status, {key.replace("_", "-"): value for key, value in headers.items()}, body), NOW)


@pytest.mark.parametrize(
    ("status", "name", "kind"),
    [
        (400, "ExpiredToken", SessionExpiredError),
        (400, "InvalidToken", DisconnectedError),
        (401, "AuthenticationRequired", DisconnectedError),
        (401, "AuthMissing", DisconnectedError),
        (401, "AuthFactorTokenRequired", DisconnectedError),
        (401, "AccountTakedown", AccountRefusedError),
        (400, "RepoSuspended", AccountRefusedError),
        (401, "AccountDeactivated", MovedError),
        (403, "Forbidden", NotPermittedError),
        (400, "InsufficientScope", NotPermittedError),
        (400, "InvalidSwap", RecordConflictError),
        (400, "RecordNotFound", NoRecordError),
        (400, "InvalidRequest", RefusedError),
        (400, "MessagesDisabled", NotAnswerableError),
        (400, "NotFollowedBySender", NotAnswerableError),
        (400, "BlockedActor", NotAnswerableError),
        (400, "BlockedSubject", NotAnswerableError),
        (400, "RecipientNotFound", NotAnswerableError),
        (400, "ConvoLocked", NotAnswerableError),
        (429, "RateLimitExceeded", RateLimitedError),
        (502, "UpstreamFailure", OutcomeUnknownError),
        (504, "UpstreamTimeout", OutcomeUnknownError),
        (500, "InternalServerError", OutcomeUnknownError),
    ],
)
def test_each_error_is_what_it_means(status: int, name: str, kind: type[SocialNetworkError]) -> None:
    error = told(status, name)
    assert type(error) is kind
    assert str(error)


def test_a_record_that_is_not_there_is_told_with_a_name_or_without() -> None:
    assert (
        type(told(400, "InvalidRequest", "Could not locate record: at://did:plc:a/app.bsky.feed.post/1"))
        is NoRecordError
    )


def test_a_missing_scope_is_told_like_a_bad_token_and_is_no_lost_one() -> None:
    assert type(told(400, "InvalidToken", "Bad token method")) is NotPermittedError
    assert type(told(400, "InvalidToken", "Bad token scope")) is NotPermittedError


def test_a_refusal_that_the_desk_has_words_for_is_said_in_them() -> None:
    assert str(told(400, "MessagesDisabled")) == "The customer does not take private messages from the account."
    assert str(told(400, "ConvoLocked", "convo is locked")) == "ConvoLocked — convo is locked"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"ratelimit_reset": str(int(NOW.timestamp()) + 123)}, timedelta(seconds=123)),
        ({"ratelimit_reset": "123"}, timedelta(seconds=1)),
        ({"ratelimit_reset": str(int(NOW.timestamp()) + 10**7)}, timedelta(hours=24)),
        ({"ratelimit_reset": "soon"}, timedelta(minutes=5)),
        ({"retry_after": "30"}, timedelta(seconds=30)),
        ({}, timedelta(minutes=5)),
    ],
)
def test_a_limit_lasts_until_the_instant_that_the_header_names(headers: dict[str, str], wait: timedelta) -> None:
    error = told(429, "RateLimitExceeded", **headers)
    assert isinstance(error, RateLimitedError)
    assert error.until == NOW + wait


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": 7}'])
def test_an_answer_without_a_name_goes_by_its_status(body: bytes) -> None:
    assert type(refusal(Answer(401, {}, body), NOW)) is DisconnectedError
    assert type(refusal(Answer(503, {}, body), NOW)) is OutcomeUnknownError
    assert type(refusal(Answer(400, {}, body), NOW)) is RefusedError
