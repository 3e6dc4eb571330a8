"""What each of Mastodon's refusals means to the desk."""

from datetime import datetime, timedelta

import pytest

from shared.domain.errors import (
    AccountRefusedError,
    DisconnectedError,
    NotPermittedError,
    OutcomeUnknownError,
    PostGoneError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
)
from shared.networks.http import Answer
from shared.networks.mastodon.api.refusals import NoStatusError, held_until, refusal, refused_answer
from tests.builders import NOON


@pytest.mark.parametrize(
    ("status", "words", "error"),
    [
        (401, "The access token is invalid", DisconnectedError),
        (403, "This action is outside the authorized scopes", NotPermittedError),
        (403, "Your login is currently disabled", AccountRefusedError),
        (404, "Record not found", NoStatusError),
        (410, "Gone", NoStatusError),
        (422, "Validation failed: Text character limit of 500 exceeded", RefusedError),
        (429, "Too many requests", RateLimitedError),
        (500, "Something went wrong", OutcomeUnknownError),
        (503, "Service unavailable", OutcomeUnknownError),
        (302, "", OutcomeUnknownError),
    ],
)
def test_the_status_decides(status: int, words: str, error: type[SocialNetworkError]) -> None:
    found = refusal(Answer(status, content=f'{{"error": "{words}"}}'.encode()), NOON)
    assert type(found) is error
    assert words in str(found)


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b'{"error": 5}'])
def test_an_answer_without_words_says_its_status(content: bytes) -> None:
    assert str(refusal(Answer(422, content=content), NOON)) == "Mastodon answered 422."


def test_I6_an_answered_status_that_is_gone_is_told_by_404_or_by_words() -> None:
    assert isinstance(refused_answer(NoStatusError("Record not found")), PostGoneError)
    words = "The post you are trying to reply to does not appear to exist."
    assert isinstance(refused_answer(RefusedError(words)), PostGoneError)
    assert type(refused_answer(RefusedError("Text can't be blank"))) is RefusedError


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, timedelta(minutes=5)),
        ({"x-ratelimit-reset": (NOON + timedelta(minutes=2)).isoformat()}, timedelta(minutes=2)),
        ({"x-ratelimit-reset": (NOON - timedelta(hours=2)).isoformat()}, timedelta(seconds=1)),
        ({"x-ratelimit-reset": "2999-01-01T00:00:00Z"}, timedelta(days=1)),
        ({"x-ratelimit-reset": "soon"}, timedelta(minutes=5)),
        ({"retry-after": "30"}, timedelta(seconds=30)),
    ],
)
def test_a_limit_is_waited_for_until_the_server_s_instant_or_five_minutes(
    headers: dict[str, str], wait: timedelta
) -> None:
    until: datetime = held_until(headers, NOON)
    assert until - NOON == wait
