"""What XNetwork makes of answers that X gives now and then, from a server that says just that."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.errors import (
    AccountRefusedError,
    DisconnectedError,
    NotAnswerableError,
    NotPermittedError,
    OutcomeUnknownError,
    OutOfCreditError,
    PostGoneError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
)
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.networks.x.api.secrets import UserTokens, XAppSecrets
from shared.networks.x.sender import XNetwork
from shared.networks.x.timelines import XTimelines
from shared.ports.network_sending import Sent
from tests.fake_plug import FakeAppSecrets

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
KITSUNE = Account(id="kitsune", network="x", network_id="1490000000000000101", username="kitsune_tea", name="Kitsune")
CUSTOMER = "1490000000000000202"
POST = "2028349834003480577"


class Keys(XAppSecrets):
    def __init__(self) -> None:
        super().__init__(FakeAppSecrets())

    def user_tokens(self, app: str, account_id: str) -> UserTokens:
        return UserTokens("key", "secret", f"{KITSUNE.network_id}-token", "token-secret")


class StoppedClock:
    def now(self) -> datetime:
        return NOW


@dataclass(repr=False)
class Script:
    """What the server answers, in order; the last one for ever. `asked` is what it was asked."""

    url: str = ""
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)

    def says(self, status: int, body: object, **headers: str) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers.append((status, {name.replace("_", "-"): value for name, value in headers.items()}, data))


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True

        def answer(self) -> None:
            script: Script = self.server.script  # type: ignore[attr-defined]  # set by `server` below
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            script.asked.append((self.command, self.path, body))
            status, headers, data = script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
            self.send_response(status)
            for name, value in {"content-length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, *args: object) -> None:
            """Nothing: a test's output is its own."""

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def script(server: ThreadingHTTPServer) -> Script:
    made = Script(url=f"http://127.0.0.1:{server.server_address[1]}")
    server.script = made  # type: ignore[attr-defined]  # the server carries its script to the handler
    return made


def answer(script: Script, channel: Channel = Channel.PUBLIC) -> Sent:
    network = XNetwork(script.url + "/", Keys(), StoppedClock())
    ready = network.prepare_send(KITSUNE, channel=channel, to=POST, customer=CUSTOMER, texts=["It leaves today."])
    [sent] = ready.send()
    return sent


def found(script: Script, channel: Channel, text: str = "It leaves today.") -> Sent | None:
    network = XNetwork(script.url, Keys(), StoppedClock())
    return network.find_own(
        KITSUNE, channel=channel, to=POST, customer=CUSTOMER, text=text, since=NOW - timedelta(hours=2)
    )


def refusal(script: Script, kind: type[SocialNetworkError]) -> SocialNetworkError:
    with pytest.raises(kind) as raised:
        answer(script)
    assert type(raised.value) is kind
    return raised.value


def test_the_request_is_what_x_asks_for(script: Script) -> None:
    script.says(201, {"data": {"id": POST, "text": "It leaves &gt; today."}})
    sent = answer(script)
    assert sent == Sent(POST, datetime(2026, 3, 2, 6, 1, 0, 1000, UTC), "It leaves > today.")
    ((method, path, body),) = script.asked
    assert (method, path) == ("POST", "/2/tweets")
    assert json.loads(body) == {"text": "It leaves today.", "reply": {"in_reply_to_tweet_id": POST}}


def test_a_direct_message_is_addressed_to_the_customer(script: Script) -> None:
    script.says(201, {"data": {"dm_conversation_id": "1-2", "dm_event_id": POST}})
    assert answer(script, Channel.DIRECT).text == "It leaves today."
    ((method, path, body),) = script.asked
    assert (method, path) == ("POST", f"/2/dm_conversations/with/{CUSTOMER}/messages")
    assert json.loads(body) == {"text": "It leaves today."}


def test_errors_under_a_good_status_are_a_refusal(script: Script) -> None:
    script.says(
        200, {"errors": [{"title": "Not Found Error", "detail": "Could not find tweet."}, {"message": "Sorry."}]}
    )
    assert str(refusal(script, RefusedError)) == "Not Found Error — Could not find tweet. — Sorry."


def test_a_post_with_errors_beside_it_stands(script: Script) -> None:
    script.says(200, {"data": {"id": POST, "text": "x"}, "errors": [{"title": "Field Error"}]})
    assert answer(script).post_id == POST


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b"{}",
        {"data": []},
        {"data": {"id": None}},
        {"data": {"text": "x"}},
        b"[" * 99_999,
    ],
)
def test_a_good_status_without_the_new_id_leaves_it_open(script: Script, body: object) -> None:
    script.says(201, body)
    assert str(refusal(script, OutcomeUnknownError))


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(script: Script, status: int) -> None:
    script.says(status, b"", location=f"{script.url}/elsewhere")
    refusal(script, RefusedError)
    assert len(script.asked) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, RefusedError),
        (401, DisconnectedError),
        (402, OutOfCreditError),
        (403, RefusedError),
        (408, OutcomeUnknownError),
        (410, RefusedError),
        (422, RefusedError),
        (429, RateLimitedError),
        (502, OutcomeUnknownError),
        (504, OutcomeUnknownError),
    ],
)
@pytest.mark.parametrize(
    "body", [b"", b"gone", b"[]", b'{"errors":7}', b'{"errors":[null,7,{"message":3}],"error":[]}']
)
def test_the_status_decides_even_where_the_body_says_nothing(
    script: Script, status: int, kind: type[SocialNetworkError], body: bytes
) -> None:
    """tweepy's own errors fail on bodies like these."""
    script.says(status, body)
    assert str(status) in str(refusal(script, kind))


@pytest.mark.parametrize(
    ("status", "told", "kind"),
    [
        (403, {"title": "CreditsDepleted", "type": "https://api.x.com/2/problems/credits"}, OutOfCreditError),
        (429, {"title": "UsageCapExceeded", "type": "https://api.x.com/2/problems/usage-capped"}, OutOfCreditError),
        (403, {"title": "Forbidden", "type": "about:blank", "detail": "You were not mentioned."}, NotAnswerableError),
        (403, {"title": "Forbidden", "type": "about:blank", "detail": "This has duplicate content."}, RefusedError),
        (
            403,
            {"title": "Forbidden", "type": "about:blank", "detail": "You are not permitted to do this."},
            RefusedError,
        ),
        (
            403,
            {"title": "Client Forbidden", "type": "https://api.x.com/2/problems/client-forbidden"},
            AccountRefusedError,
        ),
        (
            403,
            {"title": "Forbidden", "type": "about:blank", "detail": "Your account is temporarily locked."},
            AccountRefusedError,
        ),
        (403, {"title": "x", "errors": [{"code": 326, "message": "m"}]}, AccountRefusedError),
        (200, {"title": "x", "errors": [{"code": 326, "message": "m"}]}, AccountRefusedError),
        (400, {"title": "x", "errors": [{"code": 64, "message": "m"}]}, AccountRefusedError),
        (403, {"title": "x", "errors": [{"code": 89, "message": "m"}]}, DisconnectedError),
        (403, {"title": "x", "errors": [{"code": 261, "message": "m"}]}, AccountRefusedError),
        (403, {"title": "x", "errors": [{"code": 187, "message": "m"}]}, RefusedError),
        (403, {"title": "x", "errors": [{"code": 63, "message": "m"}]}, RefusedError),
        (403, {"title": "x", "errors": [{"code": 385, "message": "m"}]}, PostGoneError),
        (404, {"title": "x", "errors": [{"code": 144, "message": "m"}]}, PostGoneError),
        (200, {"title": "x", "errors": [{"code": 433, "message": "m"}]}, NotAnswerableError),
        (403, {"title": "x", "errors": [{"code": 185, "message": "m"}]}, RateLimitedError),
    ],
)
@pytest.mark.parametrize("channel", Channel)
def test_R6_a_refusal_says_whether_it_is_about_the_credit_the_account_the_post_or_the_words(
    script: Script, channel: Channel, status: int, told: dict[str, Any], kind: type[SocialNetworkError]
) -> None:
    script.says(status, told)
    with pytest.raises(kind) as raised:
        answer(script, channel)
    assert type(raised.value) is kind
    assert told["title"] in str(raised.value) or "m" in str(raised.value)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"errors": [{"code": 326, "message": "locked"}]}, AccountRefusedError),
        ({"type": "https://api.x.com/2/problems/oauth1-permissions", "title": "Forbidden"}, NotPermittedError),
        ({"type": "https://api.x.com/2/problems/client-forbidden", "reason": "client-not-enrolled"}, NotPermittedError),
    ],
)
def test_I8_a_locked_account_cannot_be_read_either_while_a_right_is_missing_for_one_timeline(
    script: Script, told: dict[str, Any], kind: type[SocialNetworkError]
) -> None:
    script.says(403, told)
    with pytest.raises(kind):
        found(script, Channel.PUBLIC)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 451])
def test_I10_a_refusal_of_a_read_that_says_nothing_of_the_rights_is_no_more_than_a_refusal(
    script: Script, status: int
) -> None:
    script.says(status, {"title": "Not Found", "type": "about:blank", "detail": "Not Found", "status": status})
    with pytest.raises(RefusedError) as raised:
        found(script, Channel.PUBLIC)
    assert not isinstance(raised.value, NotPermittedError)


def test_xs_words_are_its_title_and_detail_once_and_not_too_long(script: Script) -> None:
    script.says(403, {"title": "Forbidden", "detail": "Forbidden", "status": 403})
    script.says(403, {"title": "Client Forbidden", "detail": "Enrol first. " * 100})
    assert str(refusal(script, RefusedError)) == "Forbidden"
    assert len(str(refusal(script, RefusedError))) == 500


def at(delta: timedelta) -> str:
    return str(int((NOW + delta).timestamp()))


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, timedelta(minutes=15)),
        ({"x_rate_limit_reset": at(timedelta(minutes=3))}, timedelta(minutes=3)),
        ({"x_rate_limit_reset": at(timedelta(minutes=3)), "x_rate_limit_remaining": "5"}, timedelta(minutes=3)),
        ({"x_rate_limit_reset": at(timedelta(minutes=-3))}, timedelta(seconds=1)),
        ({"x_rate_limit_reset": "soon"}, timedelta(minutes=15)),
        ({"x_rate_limit_reset": "9" * 12}, timedelta(days=1)),
        ({"x_rate_limit_reset": "9" * 400}, timedelta(minutes=15)),
        (
            {
                "x_rate_limit_reset": at(timedelta(minutes=3)),
                "x_rate_limit_remaining": "5",
                "x_user_limit_24hour_reset": at(timedelta(hours=5)),
                "x_user_limit_24hour_remaining": "0",
            },
            timedelta(hours=5),
        ),
        (
            {
                "x_rate_limit_reset": at(timedelta(minutes=3)),
                "x_rate_limit_remaining": "0",
                "x_user_limit_24hour_reset": at(timedelta(hours=5)),
                "x_user_limit_24hour_remaining": "100",
            },
            timedelta(minutes=3),
        ),
    ],
)
def test_a_limit_lasts_until_the_reset_of_what_is_used_up(
    script: Script, headers: dict[str, str], wait: timedelta
) -> None:
    script.says(429, {"title": "Too Many Requests"}, **headers)
    limited = refusal(script, RateLimitedError)
    assert isinstance(limited, RateLimitedError)
    assert limited.until - NOW == wait


def test_a_long_answer_of_ours_is_found_by_its_whole_text(script: Script) -> None:
    text = "A very long answer. " * 30
    post = {"id": POST, "text": text[:270] + "…", "note_post": {"text": f"@hanako_m {text}"}}
    script.says(200, {"data": [post | {"referenced_posts": [{"type": "replied_to", "id": POST}]}]})
    again = found(script, Channel.PUBLIC, text)
    assert again is not None
    assert again.text == f"@hanako_m {text}"


def test_a_quote_of_the_customer_is_no_answer_to_them(script: Script) -> None:
    script.says(
        200, {"data": [{"id": POST, "text": "It leaves today.", "referenced_tweets": [{"type": "quoted", "id": POST}]}]}
    )
    assert found(script, Channel.PUBLIC) is None


def message(ident: str, text: str, sender: str = KITSUNE.network_id) -> dict[str, Any]:
    return {"id": ident, "event_type": "MessageCreate", "text": text, "sender_id": sender}


def test_a_message_is_found_among_those_with_the_customer(script: Script) -> None:
    """Newest first; what the customer wrote is not ours, and what is older than the look is not read."""
    script.says(
        200, {"data": [message("2028370000000000001", "It leaves today.", CUSTOMER)], "meta": {"next_token": "more"}}
    )
    script.says(
        200, {"data": [message(POST, "It leaves &amp; today."), message("2020000000000000000", "It leaves today.")]}
    )
    assert found(script, Channel.DIRECT) is None
    assert [path.partition("?")[0] for _, path, _ in script.asked] == [
        f"/2/dm_conversations/with/{CUSTOMER}/dm_events"
    ] * 2
    assert "pagination_token=more" in script.asked[1][1]
    again = found(script, Channel.DIRECT, "It leaves & today.")
    assert again == Sent(POST, datetime(2026, 3, 2, 6, 1, 0, 1000, UTC), "It leaves & today.")


def test_a_list_that_never_ends_is_left_after_five_pages(script: Script) -> None:
    script.says(200, {"data": [{"id": POST, "text": "other"}], "meta": {"next_token": "more"}})
    assert found(script, Channel.PUBLIC) is None
    assert len(script.asked) == 5


@pytest.mark.parametrize("body", [{"data": 7}, {"data": [], "meta": {"next_token": 7}}, {"meta": []}])
def test_a_list_that_cannot_be_read_is_no_answer(script: Script, body: object) -> None:
    script.says(200, body)
    with pytest.raises(OutcomeUnknownError):
        found(script, Channel.PUBLIC)
    with pytest.raises(OutcomeUnknownError):
        list(XTimelines(script.url, Keys(), StoppedClock()).mentions(KITSUNE))


def test_a_post_in_a_list_that_cannot_be_read_is_no_answer(script: Script) -> None:
    """Whether it is ours cannot be told. A poll hands it on all the same: it rests on the DLQ with its reason (I5)."""
    script.says(200, {"data": [7]})
    with pytest.raises(OutcomeUnknownError):
        found(script, Channel.PUBLIC)
    (page,) = XTimelines(script.url, Keys(), StoppedClock()).mentions(KITSUNE)
    assert page.posts == (7,)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    status=st.sampled_from([200, 201, 204, 302, 400, 401, 403, 404, 429, 500, 599]),
    body=st.binary(max_size=40) | st.sampled_from([b"{}", b'{"data":{"id":"1"}}', b'{"errors":[1]}', b'{"data":[{}]}']),
)
def test_whatever_x_answers_is_a_sent_part_or_an_error_of_ours(script: Script, status: int, body: bytes) -> None:
    script.answers = [(status, {}, b"" if status == 204 else body)]
    for ask in (answer, lambda s: found(s, Channel.PUBLIC), lambda s: found(s, Channel.DIRECT)):
        try:
            told = ask(script)
        except SocialNetworkError as error:
            told = None
            words = str(error)
        else:
            words = "told"
        assert words
        assert told is None or told.post_id
