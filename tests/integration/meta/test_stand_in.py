"""The stand-in itself, where it has to be as strict, or as lenient, as Meta's Graph API."""

import hmac
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local.meta import seed
from infra.local.meta.client import FakeMeta
from infra.local.meta.errors import ERRORS
from infra.local.meta.serve import running
from tests.builders import NOON
from tests.fakes import FakeClock
from tests.integration.meta.hook import Hook, listening

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
MESSAGES = f"{seed.PAGE_ID}/messages"


class Bench:
    """`meta` is the network itself, `graph` asks its API as a desk does."""

    def __init__(self, meta: FakeMeta, clock: FakeClock, hook: Hook) -> None:
        self.meta, self.clock, self.hook = meta, clock, hook
        self._http = httpx.Client(base_url=f"{meta.url}/v26.0", trust_env=False)

    def close(self) -> None:
        self._http.close()

    def graph(self, method: str, path: str, body: dict[str, Any] | None = None, **params: Any) -> httpx.Response:
        return self._http.request(method, f"/{path}", params={**self.meta.credentials(), **params}, json=body)

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        answer = self.graph("GET", path, **params)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def refusal(self, method: str, path: str, body: dict[str, Any] | None = None, **params: Any) -> tuple[int, int]:
        """Return the code and the subcode of a refused request."""
        error = self.graph(method, path, body, **params).json()["error"]
        return error["code"], error.get("error_subcode", 0)

    def send(self, to: str, text: str = "hello", *, metadata: str = "", **more: Any) -> httpx.Response:
        body = {"recipient": {"id": to}, "message": {"text": text, "metadata": metadata}, **more}
        return self.graph("POST", MESSAGES, body)

    def answer_privately(self, comment: str) -> httpx.Response:
        return self.graph("POST", MESSAGES, {"recipient": {"comment_id": comment}, "message": {"text": "hello"}})

    def told(self) -> list[dict[str, Any]]:
        """Return the deliveries since the last call, once nothing is under way."""
        deadline = time.monotonic() + 20
        while self.meta.under_way():
            assert time.monotonic() < deadline, "a delivery does not end"
        return self.hook.documents()

    def one(self) -> dict[str, Any]:
        """Return the one event that was told of since the last call."""
        [delivery] = self.told()
        [entry] = delivery["entry"]
        [event] = entry.get("changes") or entry.get("messaging") or entry["standby"]
        return dict(event)


@pytest.fixture(scope="module")
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    with listening() as made:
        yield made


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, clock: FakeClock) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("meta"), now=clock.now, pauses=(0.01,)) as url:
        yield url


@pytest.fixture
def bench(address: str, clock: FakeClock, hook: Hook) -> Iterator[Bench]:
    clock.instant, hook.status = NOON, 200
    with FakeMeta(address) as meta:
        made = Bench(meta, clock, hook)
        made.told()
        meta.reset(everything=True)
        meta.connect(hook.url)
        yield made
        made.close()


# Access


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"access_token": "another"}, 190),
        ({"access_token": ""}, 104),
        ({"appsecret_proof": ""}, 100),
        ({"appsecret_proof": "0" * 64}, 100),
    ],
)
def test_a_call_needs_a_token_and_its_proof(bench: Bench, params: dict[str, Any], code: int) -> None:
    assert bench.get(seed.PAGE_ID)["name"] == "Acme"
    assert bench.refusal("GET", seed.PAGE_ID, **params)[0] == code


def test_a_token_may_stand_in_the_header(bench: Bench) -> None:
    headers = {"authorization": f"Bearer {seed.PAGE_TOKEN}"}
    params = {"appsecret_proof": seed.proof()}
    assert httpx.get(f"{bench.meta.url}/v26.0/me", headers=headers, params=params).json()["id"] == seed.PAGE_ID


@pytest.mark.parametrize(("version", "code"), [("v9.0", 2635), ("", 2500)])
def test_an_old_version_is_refused(bench: Bench, version: str, code: int) -> None:
    path = "/".join(filter(None, [version, seed.PAGE_ID]))
    answer = httpx.get(f"{bench.meta.url}/{path}", params=bench.meta.credentials())
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_a_permission_that_is_missing_is_named(bench: Bench) -> None:
    bench.meta.settings(scopes=[scope for scope in seed.SCOPES if scope != "pages_messaging"])
    person = bench.meta.write("hanako", "hello")["person"]
    assert bench.send(bench.meta.person(person)["messenger"]).json()["error"]["code"] == 10
    told = bench.get("debug_token", input_token=seed.PAGE_TOKEN)["data"]
    assert (told["is_valid"], "pages_messaging" in told["scopes"], told["expires_at"]) == (True, False, 0)


def test_a_dead_token_is_told_by_debug_token_too(bench: Bench) -> None:
    bench.meta.settings(token="another token, which nobody at the desk knows")
    assert bench.refusal("GET", seed.PAGE_ID) == (190, 460)
    app = {"access_token": f"{seed.APP_ID}|{seed.APP_SECRET}"}
    told = bench.get("debug_token", input_token=seed.PAGE_TOKEN, **app)["data"]
    assert (told["is_valid"], told["error"]["subcode"]) == (False, 460)


def test_a_person_finds_the_page_with_its_token_and_its_instagram_account(bench: Bench) -> None:
    params = {**bench.meta.credentials(seed.USER_TOKEN), "fields": "id,access_token,instagram_business_account{id}"}
    [page] = bench.get("me/accounts", **params)["data"]
    assert (page["id"], page["access_token"]) == (seed.PAGE_ID, seed.PAGE_TOKEN)
    assert page["instagram_business_account"] == {"id": seed.INSTAGRAM_ID}


# Deliveries


def test_deliveries_are_signed_over_bytes_with_escapes(bench: Bench) -> None:
    bench.meta.write("hanako", "ä 配送/😀")
    while bench.meta.under_way():
        pass
    [(body, headers)] = bench.hook.told
    assert b"\\u00e4 \\u914d\\u9001\\/\\ud83d\\ude00" in body
    digest = hmac.digest(seed.APP_SECRET.encode(), body, "sha256").hex()
    assert headers["x-hub-signature-256"] == f"sha256={digest}"
    assert bench.one()["message"]["text"] == "ä 配送/😀"


def test_a_comment_on_the_page_is_told_with_everything_that_happens_to_it(bench: Bench) -> None:
    comment = bench.meta.comment("hanako", "where is it?")
    value = bench.one()["value"]
    assert (value["verb"], value["comment_id"], value["message"]) == ("add", comment["id"], "where is it?")
    assert (value["parent_id"], value["created_time"]) == (value["post_id"], int(NOON.timestamp()))
    bench.meta.edit_comment(comment["id"], "where is it now?")
    bench.meta.hide_comment(comment["id"])
    bench.meta.hide_comment(comment["id"], hidden=False)
    bench.meta.delete_comment(comment["id"])
    told = [each["entry"][0]["changes"][0]["value"]["verb"] for each in bench.told()]
    assert sorted(told) == ["edited", "hide", "remove", "unhide"]
    assert bench.refusal("GET", comment["id"]) == (100, 33)


def test_an_answer_to_an_answer_lands_below_the_top_comment(bench: Bench) -> None:
    top = bench.meta.comment("hanako", "where is it?")
    ours = bench.graph("POST", f"{top['id']}/comments", {"message": "We look into it."}).json()
    again = bench.graph("POST", f"{ours['id']}/comments", {"message": "Found it."}).json()
    fields = "id,from,parent{id},can_reply_privately"
    there = bench.get(f"{top['post']}/comments", filter="stream", order="reverse_chronological", fields=fields)["data"]
    parents = {one["id"]: one.get("parent") for one in there}
    assert parents == {top["id"]: None, ours["id"]: {"id": top["id"]}, again["id"]: {"id": top["id"]}}
    own = [each["entry"][0]["changes"][0]["value"]["from"]["id"] for each in bench.told()]
    assert own.count(seed.PAGE_ID) == 2


def test_a_comment_on_instagram_is_told_without_its_time(bench: Bench) -> None:
    comment = bench.meta.comment("hanako", "いつ発売ですか", platform="instagram")
    value = bench.one()["value"]
    assert (value["id"], value["from"]["username"], "created_time" in value) == (comment["id"], "hanako", False)
    asked = bench.get(comment["id"], fields="timestamp,username,media{id}")
    assert (asked["timestamp"], asked["username"]) == ("2026-09-15T12:00:00+0000", "hanako")
    bench.meta.edit_comment(comment["id"], "いつですか")
    bench.meta.delete_comment(comment["id"])
    assert bench.told() == []


def test_instagrams_comment_may_come_flat_and_an_ads_comment_twice(bench: Bench) -> None:
    bench.meta.settings(flat=True)
    bench.meta.comment("hanako", "hello", platform="instagram")
    [delivery] = bench.told()
    assert (delivery["entry"][0]["field"], delivery["entry"][0]["value"]["text"]) == ("comments", "hello")
    bench.meta.settings(flat=False)
    comment = bench.meta.comment("hanako", "hello", platform="instagram", twice=True)
    values = [each["entry"][0]["changes"][0]["value"] for each in bench.told()]
    ad = next(value for value in values if "comment_id" in value)
    assert (ad["comment_id"], ad["media"]["original_media_id"]) == (comment["id"], comment["post"])


def test_a_thousand_events_come_in_one_delivery(bench: Bench) -> None:
    bench.meta.hold()
    for n in range(1_001):
        bench.meta.comment("hanako", f"comment {n}")
    assert bench.meta.release() == 2
    assert sorted(len(each["entry"]) for each in bench.told()) == [1, 1_000]


def test_what_is_not_taken_comes_again_with_the_same_bytes(bench: Bench) -> None:
    bench.hook.status = 500
    bench.meta.write("hanako", "hello")
    while bench.meta.under_way():
        pass
    [first, second] = [body for body, _ in bench.hook.told]
    assert first == second
    assert bench.meta.deliveries()[-1]["state"] == "failed"


def test_an_hour_of_failures_unsubscribes_the_page(bench: Bench) -> None:
    bench.hook.status = 500
    bench.meta.write("hanako", "hello")
    bench.told()
    bench.clock.instant = NOON + HOUR + SECOND
    bench.meta.write("hanako", "hello?")
    bench.told()
    assert bench.get(f"{seed.PAGE_ID}/subscribed_apps")["data"] == []
    bench.hook.status = 200
    bench.meta.write("hanako", "hello??")
    assert bench.told() == []


def test_a_field_that_the_app_is_not_subscribed_to_is_not_told_though_the_page_is(bench: Bench) -> None:
    fields = [field for field in seed.PAGE_FIELDS if field != "feed"]
    bench.meta.settings(app_fields={"page": fields})
    bench.meta.comment("hanako", "hello")
    assert bench.told() == []
    assert "feed" in bench.get(f"{seed.PAGE_ID}/subscribed_apps")["data"][0]["subscribed_fields"]


def test_a_webhook_that_does_not_answer_the_challenge_is_not_subscribed(bench: Bench) -> None:
    form = {"object": "page", "callback_url": bench.hook.url, "verify_token": "wrong", "fields": "feed"}
    app = {"access_token": f"{seed.APP_ID}|{seed.APP_SECRET}"}
    assert bench.graph("POST", f"{seed.APP_ID}/subscriptions", form, **app).status_code == 400


# Messages


def test_N3_a_message_goes_out_within_a_day_and_with_the_tag_within_seven(bench: Bench) -> None:
    bench.meta.write("hanako", "hello")
    to = bench.meta.person("hanako")["messenger"]
    tagged = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    for after, more, expected in [
        (HOUR * 24, {}, 200),
        (HOUR * 24 + SECOND, {}, (10, 2018278)),
        (HOUR * 24 + SECOND, tagged, 200),
        (HOUR * 24 * 7, tagged, 200),
        (HOUR * 24 * 7 + SECOND, tagged, (10, 2018278)),
        (HOUR, {"messaging_type": "MESSAGE_TAG", "tag": "POST_PURCHASE_UPDATE"}, (100, 0)),
    ]:
        bench.clock.instant = NOON + after
        answer = bench.send(to, **more)
        error = answer.json().get("error", {})
        assert (answer.status_code if not error else (error["code"], error.get("error_subcode", 0))) == expected


def test_N3_instagrams_window_has_a_code_of_its_own_and_a_story_mention_opens_it(bench: Bench) -> None:
    bench.meta.write("hanako", platform="instagram", attachments=["story_mention"])
    to = bench.meta.person("hanako")["instagram"]
    assert bench.send(to).status_code == 200
    bench.clock.instant = NOON + HOUR * 24 + SECOND
    assert bench.send(to).json()["error"]["error_subcode"] == 2534022


def test_our_own_message_opens_no_window(bench: Bench) -> None:
    comment = bench.meta.comment("hanako", "where is it?")
    sent = bench.answer_privately(comment["id"]).json()
    assert sent["recipient_id"] == bench.meta.person("hanako")["messenger"]
    assert bench.send(sent["recipient_id"]).json()["error"]["code"] == 10


@pytest.mark.parametrize(
    ("platform", "used"), [("facebook", (10900, 0)), ("instagram", (100, 2534025))], ids=["facebook", "instagram"]
)
def test_a_comment_takes_one_private_answer(bench: Bench, platform: str, used: tuple[int, int]) -> None:
    comment = bench.meta.comment("hanako", "where is it?", platform=platform)["id"]
    body = {"recipient": {"comment_id": comment}, "message": {"text": "hello"}}
    assert bench.graph("POST", f"{seed.INSTAGRAM_ID}/messages", body).status_code == 400, "another node"
    assert bench.answer_privately(comment).status_code == 200
    error = bench.answer_privately(comment).json()["error"]
    assert (error["code"], error.get("error_subcode", 0)) == used


def test_a_private_answer_is_possible_for_seven_days(bench: Bench) -> None:
    comment = bench.meta.comment("hanako", "where is it?")["id"]
    bench.clock.instant = NOON + HOUR * 24 * 7 + SECOND
    assert bench.get(comment, fields="can_reply_privately")["can_reply_privately"] is False
    assert bench.answer_privately(comment).json()["error"]["code"] == 10903


def test_a_message_of_ours_comes_back_with_what_it_was_given(bench: Bench) -> None:
    bench.meta.write("hanako", "hello")
    bench.told()
    person = bench.meta.person("hanako")
    sent = bench.send(person["messenger"], "here it is", metadata="k" * 80).json()
    echo = bench.one()
    assert (echo["sender"]["id"], echo["recipient"]["id"]) == (seed.PAGE_ID, person["messenger"])
    assert echo["message"] == {
        "mid": sent["message_id"],
        "is_echo": True,
        "app_id": int(seed.APP_ID),
        "metadata": "k" * 80,
        "text": "here it is",
    }
    bench.meta.write_natively("hanako", "and here is another")
    assert bench.one()["message"]["app_id"] == int(seed.INBOX_APP_ID)


def test_instagrams_echo_holds_neither_app_nor_metadata(bench: Bench) -> None:
    bench.meta.write("hanako", "hello", platform="instagram")
    bench.told()
    bench.send(bench.meta.person("hanako")["instagram"], metadata="key")
    assert set(bench.one()["message"]) == {"mid", "is_echo", "text"}


def test_an_echo_may_come_before_the_answer(bench: Bench) -> None:
    bench.meta.write("hanako", "hello")
    bench.told()
    bench.meta.settings(echoes="before")
    bench.meta.fault("take_then_drop", path="*/messages")
    with pytest.raises(httpx.HTTPError):
        bench.send(bench.meta.person("hanako")["messenger"])
    assert len(bench.hook.told) == 1


@pytest.mark.parametrize(("platform", "fits"), [("messenger", "あ" * 2_000), ("instagram", "あ" * 333)])
def test_R4_a_message_has_a_greatest_length(bench: Bench, platform: str, fits: str) -> None:
    bench.meta.write("hanako", "hello", platform=platform)
    to = bench.meta.person("hanako")[platform]
    assert bench.send(to, fits).status_code == 200
    assert bench.send(to, fits + "あ").json()["error"]["code"] == 100


def test_details_are_told_of_the_twenty_newest_messages_alone(bench: Bench) -> None:
    first = bench.meta.write("hanako", "message 0")
    for n in range(1, 21):
        bench.clock.instant = NOON + n * SECOND
        bench.meta.write("hanako", f"message {n}")
    fields = "updated_time,participants,messages.limit(25){id,created_time,from,message}"
    [there] = bench.get(f"{seed.PAGE_ID}/conversations", platform="messenger", fields=fields)["data"]
    messages = there["messages"]["data"]
    assert [("message" in each) for each in messages] == [True] * 20 + [False]
    assert bench.refusal("GET", first["id"].replace("=", "%3D"))[0] == 100


def test_a_thread_that_another_app_holds_is_on_standby_until_it_is_taken(bench: Bench) -> None:
    bench.meta.write("hanako", "hello")
    bench.meta.hold_thread("hanako", "inbox")
    bench.told()
    bench.meta.write("hanako", "anybody?")
    [delivery] = bench.told()
    assert delivery["entry"][0]["standby"][0]["message"]["text"] == "anybody?"
    to = bench.meta.person("hanako")["messenger"]
    [held] = bench.get(f"{seed.PAGE_ID}/thread_owner", recipient=to)["data"]
    assert held["thread_owner"]["app_id"] == seed.INBOX_APP_ID
    assert bench.send(to).json()["error"]["error_subcode"] == 2018300
    bench.graph("POST", f"{seed.PAGE_ID}/take_thread_control", {"recipient": {"id": to}})
    assert bench.send(to).status_code == 200


def test_instagram_tells_that_a_message_was_taken_back_and_messenger_does_not(bench: Bench) -> None:
    there = bench.meta.write("hanako", "oops", platform="instagram")
    here = bench.meta.write("hanako", "oops")
    bench.told()
    bench.meta.unsend(here["id"])
    assert bench.told() == []
    bench.meta.unsend(there["id"])
    assert bench.one()["message"] == {"mid": there["id"], "is_deleted": True}


@pytest.mark.parametrize("platform", ["messenger", "instagram"])
def test_a_profile_is_shown_with_consent(bench: Bench, platform: str) -> None:
    person = bench.meta.person("hanako", shown="花子", consents=False)
    bench.meta.write("hanako", "hello", platform=platform)
    assert bench.refusal("GET", person[platform], fields="name,profile_pic")[0] == 230
    bench.meta.person("hanako", consents=True)
    assert bench.get(person[platform], fields="name,profile_pic")["name"] == "花子"
    bench.meta.person("hanako", has_profile=False)
    if platform == "instagram":
        assert bench.refusal("GET", person[platform])[0] == 9010


# Comments and moderation


def test_a_comments_post_with_fields_on_instagram_is_written_and_refused(bench: Bench) -> None:
    comment = bench.meta.comment("hanako", "when?", platform="instagram")["id"]
    assert bench.graph("POST", f"{comment}/replies", message="soon", fields="id").status_code == 400
    assert [each["text"] for each in bench.meta.sent()] == ["soon"]


def test_comments_are_hidden_liked_and_deleted(bench: Bench) -> None:
    comment = bench.meta.comment("hanako", "rude")["id"]
    for method, path, body in [
        ("POST", comment, {"is_hidden": True}),
        ("POST", f"{comment}/likes", None),
        ("DELETE", f"{comment}/likes", None),
    ]:
        assert bench.graph(method, path, body).json() == {"success": True}
    assert bench.get(comment, fields="is_hidden,user_likes") == {
        "id": comment,
        "is_hidden": True,
        "user_likes": False,
    }
    there = bench.meta.comment("hanako", "rude", platform="instagram")["id"]
    assert bench.graph("POST", there, hide="true").json() == {"success": True}
    assert bench.refusal("POST", f"{there}/replies", message="hello")[0] == 100
    ours = bench.graph("POST", f"{comment}/comments", {"message": "hello"}).json()["id"]
    assert bench.graph("DELETE", ours).json() == {"success": True}
    assert bench.refusal("GET", ours) == (100, 33)


def test_a_mention_elsewhere_is_told_by_ids_and_answered_there(bench: Bench) -> None:
    comment = bench.meta.mention("hanako", "can you help?", platform="instagram")
    value = bench.one()["value"]
    assert value == {"comment_id": comment["id"], "media_id": comment["post"]}
    fields = f"mentioned_comment.comment_id({comment['id']}){{text,timestamp,username,media{{id}}}}"
    there = bench.get(seed.INSTAGRAM_ID, fields=fields)["mentioned_comment"]
    assert (there["text"], there["username"]) == ("@acme.official can you help?", "hanako")
    answered = bench.graph("POST", f"{seed.INSTAGRAM_ID}/mentions", **value, message="Of course.")
    assert answered.status_code == 200
    sparse = bench.meta.mention("hanako", "hello", comment=False, sparse=True)
    value = bench.one()["value"]
    assert (value["post_id"], "sender_id" in value, "message" in value) == (sparse["id"], False, False)


def test_a_recommendation_is_told_and_listed(bench: Bench) -> None:
    story = bench.meta.review("hanako", "late", recommends=False)
    value = bench.one()["value"]
    assert (value["recommendation_type"], value["open_graph_story_id"]) == ("negative", story["id"])
    fields = "recommendation_type,review_text,reviewer,open_graph_story{id}"
    [listed] = bench.get(f"{seed.PAGE_ID}/ratings", fields=fields)["data"]
    assert (listed["review_text"], listed["open_graph_story"]["id"]) == ("late", story["id"])
    assert bench.graph("POST", f"{story['id']}/comments", {"message": "Sorry!"}).status_code == 200


# Reading


def test_pages_lead_on_by_cursors(bench: Bench) -> None:
    posts = [bench.meta.comment("hanako", f"comment {n}")["id"] for n in range(5)]
    path, found, after = f"{bench.meta.comments()[0]['post']}/comments", [], ""
    for _ in range(3):
        page = bench.get(path, limit=2, filter="stream", **({"after": after} if after else {}))
        found += [each["id"] for each in page["data"]]
        after = page["paging"]["cursors"]["after"]
    assert (found, "next" in page["paging"]) == (posts, False)
    assert bench.get(path, after=after) == {"data": []}
    assert bench.get(path, since=int(NOON.timestamp()) + 1) == {"data": []}


def test_several_are_read_at_once_and_a_batch_answers_each_by_itself(bench: Bench) -> None:
    here, gone = bench.meta.comment("hanako", "hello")["id"], bench.meta.comment("hanako", "bye")["id"]
    bench.meta.delete_comment(gone)
    assert bench.get("", ids=here, fields="message")[here]["message"] == "hello"
    assert bench.refusal("GET", "", ids=f"{here},{gone}") == (100, 33)
    parts = [{"method": "GET", "relative_url": f"{ident}?fields=message"} for ident in (here, gone)]
    answers = bench.graph("POST", "", {"batch": parts}).json()
    assert [each["code"] for each in answers] == [200, 400]
    assert json.loads(answers[0]["body"])["message"] == "hello"
    bench.meta.fault("null", path=f"/{here}")
    assert bench.graph("POST", "", {"batch": parts}).json()[0] is None


def test_a_field_that_does_not_exist_is_refused(bench: Bench) -> None:
    comment = bench.meta.comment("hanako", "hello")["id"]
    assert bench.refusal("GET", comment, fields="id,words")[0] == 100
    assert bench.refusal("GET", comment, fields="id,parent{id")[0] == 100


# Limits and faults


def test_every_answer_tells_of_the_usage_and_a_budget_ends(bench: Bench) -> None:
    bench.meta.settings(budgets={"instagram": 4})
    told = []
    for _ in range(4):
        answer = bench.graph("GET", seed.INSTAGRAM_ID)
        told.append(json.loads(answer.headers["x-business-use-case-usage"])[seed.PAGE_ID][0]["call_count"])
    assert told == [25, 50, 75, 100]
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 80002)


def test_calls_while_a_limit_lasts_lengthen_it(bench: Bench) -> None:
    bench.meta.fault("pages_limit")
    assert bench.refusal("GET", seed.PAGE_ID)[0] == 80001
    waits = []
    for _ in range(2):
        answer = bench.graph("GET", seed.PAGE_ID)
        [usage] = json.loads(answer.headers["x-business-use-case-usage"])[seed.PAGE_ID]
        waits.append(usage["estimated_time_to_regain_access"])
    assert waits == [6, 7]
    bench.clock.instant = NOON + timedelta(minutes=7)
    assert bench.graph("GET", seed.PAGE_ID).status_code == 200


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_of_the_documentation_can_be_had(bench: Bench, name: str) -> None:
    known = ERRORS[name]
    bench.meta.fault(name)
    answer = bench.graph("GET", seed.PAGE_ID)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error.get("error_subcode")) == (
        known.status,
        known.code,
        known.subcode,
    )


@pytest.mark.parametrize("how", ["drop", "garbage", "unlisted", "500"])
def test_R1_an_answer_may_be_lost_although_the_work_was_done(bench: Bench, how: str) -> None:
    comment = bench.meta.comment("hanako", "hello")["id"]
    bench.meta.fault(f"take_then_{how}", method="POST", path="*/comments")
    try:
        answer = bench.graph("POST", f"{comment}/comments", {"message": "hello yourself"})
        assert "id" not in answer.text or answer.status_code != 200
    except httpx.HTTPError:
        assert how == "drop"
    assert [each["text"] for each in bench.meta.sent()] == ["hello yourself"]


def test_a_request_to_delete_somebodys_data_is_signed(bench: Bench) -> None:
    asked = bench.meta.ask_for_deletion("hanako")
    assert (asked["status"], asked["answer"]["form"].startswith("signed_request=")) == (200, True)


def test_a_person_of_the_app_is_known_at_the_page_once_they_wrote(bench: Bench) -> None:
    person = bench.meta.person("hanako")
    asked = {"access_token": f"{seed.APP_ID}|{seed.APP_SECRET}", "page": seed.PAGE_ID}
    path = f"{person['app_scoped']}/ids_for_pages"
    assert bench.get(path, **asked)["data"] == []
    bench.meta.write("hanako", "hello")
    assert [each["id"] for each in bench.get(path, **asked)["data"]] == [person["messenger"]]
    assert bench.refusal("GET", path)[0] == 10


def test_what_happened_survives_a_restart(tmp_path: Path, clock: FakeClock) -> None:
    with running(tmp_path, now=clock.now) as url, FakeMeta(url) as meta:
        written = meta.comment("hanako", "hello")["id"]
    with running(tmp_path, now=clock.now) as url, FakeMeta(url) as meta:
        assert [each["id"] for each in meta.comments()] == [written]
        assert meta.comment("hanako", "and more")["id"] != written
