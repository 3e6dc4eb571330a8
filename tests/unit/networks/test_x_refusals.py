"""What X refuses is told apart by code, type and sentence, and nothing is learnt of a post from what is not about it."""

import json
from typing import Any

import pytest
import requests

from shared.networks.x.api.refusals import About, about

PROBLEMS = "https://api.x.com/2/problems/"


def refused(told: object, status: int = 403) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response._content = told if isinstance(told, bytes) else json.dumps(told).encode()
    return response


def blank(detail: str) -> dict[str, Any]:
    """What most of X's refusals look like: only the sentence says why."""
    return {"title": "Forbidden", "status": 403, "type": "about:blank", "detail": detail}


SENTENCES = {
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of "
    "the post you are replying to.": About.POST,
    "You attempted to reply to a Tweet that is deleted or not visible to you.": About.GONE,
    "No status found with that ID.": About.GONE,
    "The original Tweet author restricted who can reply to this Tweet.": About.POST,
    "You have been blocked from the author of this tweet.": About.POST,
    "You have been blocked by the author of this post.": About.POST,
    "You do not have permission to DM one or more participants.": About.POST,
    "You cannot send messages to users who are not following you.": About.POST,
    "You are not allowed to create a Tweet with duplicate content.": About.WORDS,
    "Your Tweet text is too long.": About.WORDS,
    "User is over daily status update limit.": About.LIMIT,
    "Your account is temporarily locked.": About.LOCKED,
    "To protect our users from spam and other malicious activity, this account is temporarily locked. Please log in to "
    "https://twitter.com to unlock your account.": About.LOCKED,
    "Your account is suspended and is not permitted to access this feature.": About.LOCKED,
    "Your account has been suspended.": About.LOCKED,
    "Your account is not permitted to access this feature.": About.RIGHTS,
    "You are not permitted to use this endpoint.": About.RIGHTS,
    "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.": About.RIGHTS,
    "When authenticating requests to the Twitter API v2 endpoints, you must use keys and tokens from a Twitter developer "
    "App that is attached to a Project.": About.RIGHTS,
    "You currently have access to a subset of X API V2 endpoints and limited v1.1 endpoints only. If you need access to "
    "this endpoint, you may need a different access level.": About.RIGHTS,
    "Your account is not allowed to reply to this conversation.": About.POST,
    "You are not permitted to perform this action.": About.UNSAID,
    "This operation is not permitted.": About.UNSAID,
    "User has been suspended.": About.UNSAID,
    "This request looks like it might be automated.": About.UNSAID,
    "Forbidden": About.UNSAID,
}


@pytest.mark.parametrize(("sentence", "subject"), SENTENCES.items())
def test_R6_a_sentence_says_what_a_refusal_is_about_where_nothing_else_does(sentence: str, subject: About) -> None:
    assert about(refused(blank(sentence))) is subject
    assert about(refused({"errors": [{"message": sentence}]})) is subject


CODES = {
    **dict.fromkeys((32, 89), About.TOKEN),
    **dict.fromkeys((64, 231, 326, 416), About.LOCKED),
    **dict.fromkeys((87, 93, 220, 261, 453), About.RIGHTS),
    **dict.fromkeys((185, 344), About.LIMIT),
    **dict.fromkeys((186, 187, 354), About.WORDS),
    **dict.fromkeys((144, 179, 385, 421, 422), About.GONE),
    **dict.fromkeys((136, 349, 433), About.POST),
    **dict.fromkeys((63, 151, 226, 99_999), About.UNSAID),
}


@pytest.mark.parametrize(("code", "subject"), CODES.items())
@pytest.mark.parametrize("sentence", ["m", "Nobody knows this sentence yet."])
def test_R6_a_code_says_it_wherever_x_puts_it(code: int, subject: About, sentence: str) -> None:
    for one in ({"code": code}, {"code": str(code)}, {"extensions": {"code": code}}):
        assert about(refused({"errors": [{**one, "message": sentence}]})) is subject
    assert about(refused(blank(sentence) | {"code": code})) is subject


def test_R6_a_code_is_believed_before_the_sentence() -> None:
    told = {"errors": [{"code": 326, "message": "You are not allowed to reply to this conversation."}]}
    assert about(refused(told)) is About.LOCKED
    told = {"errors": [{"code": 433, "message": "Your account is temporarily locked."}]}
    assert about(refused(told)) is About.POST


@pytest.mark.parametrize(
    ("told", "subject"),
    [
        ({"type": f"{PROBLEMS}client-forbidden", "reason": "client-not-enrolled"}, About.RIGHTS),
        ({"type": "https://api.twitter.com/2/problems/client-forbidden"}, About.RIGHTS),
        ({"type": f"{PROBLEMS}oauth1-permissions"}, About.RIGHTS),
        ({"type": f"{PROBLEMS}unsupported-authentication"}, About.RIGHTS),
        ({"type": "about:blank", "reason": "official-client-forbidden"}, About.RIGHTS),
        ({"type": f"{PROBLEMS}not-authorized-for-resource", "resource_type": "tweet"}, About.GONE),
        ({"errors": [{"type": f"{PROBLEMS}resource-not-found", "resource_type": "post"}]}, About.GONE),
        ({"type": f"{PROBLEMS}resource-not-found", "resource_type": "user"}, About.POST),
        ({"type": f"{PROBLEMS}resource-not-found", "resource_type": "webhook"}, About.UNSAID),
        ({"type": f"{PROBLEMS}resource-not-found"}, About.UNSAID),
        ({"type": f"{PROBLEMS}something-new", "detail": "Reply to this post is not allowed."}, About.POST),
    ],
)
def test_R6_a_problems_type_says_it(told: dict[str, Any], subject: About) -> None:
    assert about(refused(told)) is subject


def test_R6_of_several_things_that_x_says_the_one_about_the_account_is_believed() -> None:
    told = {"errors": [{"code": 385, "message": "gone"}, {"code": 326, "message": "locked"}]}
    assert about(refused(told)) is About.LOCKED


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"<html>Your account is temporarily locked</html>",
        b"[" * 99_999,
        [],
        7,
        None,
        {"errors": 7},
        {"errors": [None, 7, "x", {"code": [], "type": {}, "extensions": 3, "reason": []}]},
        {"code": True, "type": None, "detail": ["not been mentioned"]},
    ],
)
def test_R6_whatever_cannot_be_read_says_nothing(told: object) -> None:
    assert about(refused(told)) is About.UNSAID
