"""The demo's customers on the networks beside X: what they write arrives in the manner of their network, and they see answers."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local.bluesky import seed as bluesky_seed
from infra.local.bluesky import serve as bluesky_serve
from infra.local.bluesky.client import Bluesky
from infra.local.customers.on_bluesky import OnBluesky
from infra.local.customers.on_line import OnLine
from infra.local.customers.on_mastodon import OnMastodon
from infra.local.customers.on_meta import OnFacebook, OnInstagram, OnMessenger
from infra.local.customers.stories_bluesky import STORIES as BLUESKY
from infra.local.customers.stories_line import STORIES as LINE
from infra.local.customers.stories_mastodon import STORIES as MASTODON
from infra.local.customers.stories_meta import FACEBOOK, INSTAGRAM, MESSENGER
from infra.local.customers.story import InPrivate, Story, TakenBack, filled
from infra.local.customers.street import ASKS_AGAIN_AFTER, THANKS_AFTER, Street
from infra.local.demo_settings import MATTERS
from infra.local.line import seed as line_seed
from infra.local.line import serve as line_serve
from infra.local.line.client import FakeLine
from infra.local.mastodon import seed as mastodon_seed
from infra.local.mastodon import serve as mastodon_serve
from infra.local.mastodon.client import Mastodon
from infra.local.meta import seed as meta_seed
from infra.local.meta import serve as meta_serve
from infra.local.meta.client import FakeMeta
from shared.domain.text.graphemes import graphemes

THANKED_BY = 1 + THANKS_AFTER[1]


@pytest.fixture
def line(tmp_path: Path) -> Iterator[FakeLine]:
    with line_serve.running(tmp_path) as url, FakeLine(url) as line:
        yield line


@pytest.fixture
def bluesky(tmp_path: Path) -> Iterator[Bluesky]:
    with bluesky_serve.running(tmp_path) as url, Bluesky(url) as bluesky:
        yield bluesky


@pytest.fixture
def mastodon(tmp_path: Path) -> Iterator[Mastodon]:
    with mastodon_serve.running(tmp_path) as url, Mastodon(url) as mastodon:
        yield mastodon


@pytest.fixture
def meta(tmp_path: Path) -> Iterator[FakeMeta]:
    with meta_serve.running(tmp_path) as url, FakeMeta(url) as meta:
        yield meta


def dice() -> random.Random:
    return random.Random(1)  # noqa: S311 - an order that can be repeated


def as_brand(client: Bluesky, method: str, body: dict[str, Any] | None = None, **query: Any) -> dict[str, Any]:
    """One call of the brand's account."""
    headers = {"authorization": f"Bearer {client.log_in()['accessJwt']}"}
    if method.startswith("chat."):
        headers["atproto-proxy"] = "did:web:api.bsky.chat#bsky_chat"
    url = f"{client.url}/xrpc/{method}"
    if body is None:
        return dict(httpx.get(url, params=query, headers=headers).raise_for_status().json())
    return dict(httpx.post(url, json=body, headers=headers).raise_for_status().json())


def test_on_line_people_write_line_by_line_and_thank_for_a_push(line: FakeLine) -> None:
    street = Street([OnLine(line)], dice())
    for _ in LINE:
        street.somebody_writes(0)
    messages = line.messages()
    assert len(messages) == sum(len(story.lines) for story in LINE)
    assert {message["content"]["type"] for message in messages} == {"text", "image", "sticker"}
    unsent = [message for message in messages if message["unsent"]]
    assert len(unsent) == sum(isinstance(each, TakenBack) for story in LINE for each in story.lines)
    for person in {message["sender"] for message in messages}:
        push(line, person, "確認します")
    assert street.everybody_looks(1) == []
    assert len(street.everybody_looks(THANKED_BY)) == sum(bool(story.thanks) for story in LINE)
    assert street.everybody_looks(1000) == []


def push(line: FakeLine, person: str, text: str) -> None:
    form = line_seed.app_secret() | {"grant_type": "client_credentials"}
    form = {"client_id": form["channel_id"], "client_secret": form["channel_secret"], **form}
    token = httpx.post(f"{line.url}/oauth2/v3/token", data=form).raise_for_status().json()["access_token"]
    body = {"to": person, "messages": [{"type": "text", "text": text}]}
    headers = {"authorization": f"Bearer {token}"}
    httpx.post(f"{line.url}/v2/bot/message/push", json=body, headers=headers).raise_for_status()


def test_on_bluesky_the_brand_is_told_of_everything_and_thanked_below_its_answers(bluesky: Bluesky) -> None:
    street = Street([OnBluesky(bluesky)], dice())
    for _ in BLUESKY:
        street.somebody_writes(0)
    public = [story for story in BLUESKY if not story.direct]
    told = as_brand(bluesky, "app.bsky.notification.listNotifications", limit=100, priority=False)["notifications"]
    assert {one["author"]["displayName"] for one in told} == {story.name for story in public}
    assert {one["reason"] for one in told} == {"mention", "reply", "quote"}
    assert len(bluesky.messages()) == len(BLUESKY) - len(public)
    assert len(bluesky.posts(author=bluesky_seed.ACME.network_id)) == len({s.below for s in public if s.below})

    again = street.everybody_looks(ASKS_AGAIN_AFTER + 1)
    assert len(again) == sum(bool(story.again) for story in BLUESKY)
    told_now = as_brand(bluesky, "app.bsky.notification.listNotifications", limit=100, priority=False)["notifications"]
    assert len(told_now) - len(told) == sum(bool(story.again) for story in public)

    for post in bluesky.posts():
        if post["author_did"] != bluesky_seed.ACME.network_id:
            bluesky.post(bluesky_seed.ACME.network_id, "We will look.", in_reply_to=post["uri"])
    for message in bluesky.messages():
        bluesky.message(bluesky_seed.ACME.network_id, message["sender"], "We will look.")
    now = ASKS_AGAIN_AFTER + 2
    assert street.everybody_looks(now) == []
    assert len(street.everybody_looks(now + THANKED_BY)) == sum(bool(story.thanks) for story in BLUESKY)
    answers = {post["uri"] for post in bluesky.posts(author=bluesky_seed.ACME.network_id)}
    thanks = [post for post in bluesky.posts() if post["text"] in {story.thanks for story in public}]
    assert all(post["in_reply_to"] in answers for post in thanks)


def test_on_mastodon_every_status_reaches_the_brand_and_stays_as_visible_as_it_began(mastodon: Mastodon) -> None:
    street = Street([OnMastodon(mastodon)], dice())
    for _ in MASTODON:
        street.somebody_writes(0)
    street.everybody_looks(ASKS_AGAIN_AFTER + 1)
    wrote = mastodon.statuses()
    assert len(wrote) == sum(1 + bool(story.again) for story in MASTODON)
    headers = {"authorization": f"Bearer {mastodon_seed.TOKEN}"}
    told = (
        httpx.get(
            f"{mastodon.url}/api/v1/notifications?limit=40&types[]=mention&include_filtered=true", headers=headers
        )
        .raise_for_status()
        .json()
    )
    assert {one["status"]["id"] for one in told} == {status["id"] for status in wrote}
    for status in wrote:
        mastodon.write(mastodon_seed.ACME.username, "We will look.", in_reply_to=status["id"])
    now = ASKS_AGAIN_AFTER + 2
    assert street.everybody_looks(now) == []
    assert len(street.everybody_looks(now + THANKED_BY)) == sum(bool(story.thanks) for story in MASTODON)
    seen: dict[str, set[str]] = {}
    for status in mastodon.statuses():
        if status["author"] != mastodon_seed.ACME.network_id:
            seen.setdefault(status["author"], set()).add(status["visibility"])
    assert sorted(visibility for [visibility] in seen.values()) == sorted(
        "direct" if story.direct else story.visibility or "public" for story in MASTODON
    )


def as_page(meta: FakeMeta, path: str, body: dict[str, Any]) -> None:
    """One call of the brand's Page."""
    params = meta.credentials()
    httpx.post(f"{meta.url}/v26.0/{path}", params=params, json=body).raise_for_status()


def test_on_facebook_and_instagram_people_comment_and_go_on_where_they_are_answered(meta: FakeMeta) -> None:
    street = Street([OnFacebook(meta), OnInstagram(meta)], dice())
    for _ in range(2 * len(FACEBOOK)):
        street.somebody_writes(0)
    commented, written = meta.comments(), meta.messages()
    public = [line for story in (*FACEBOOK, *INSTAGRAM) for line in story.lines if not story.direct]
    assert len(commented) == sum(not isinstance(line, InPrivate) for line in public)
    assert {one["platform"] for one in written} == {"instagram"}
    assert len({one["post"] for one in commented}) == len(
        {story.below for story in (*FACEBOOK, *INSTAGRAM) if story.below}
    )
    mei = meta.person("mei.bento")
    assert mei["id"] in {one["author"] for one in commented} & {one["person"] for one in written}
    for one in commented:
        body = {"recipient": {"comment_id": one["id"]}, "message": {"text": "Let us go on here."}}
        as_page(meta, f"{meta_seed.PAGE_ID}/messages", body)
    for person in {one["person"] for one in written} - {one["author"] for one in commented}:
        body = {"recipient": {"id": meta.person(person)["instagram"]}, "message": {"text": "We will look."}}
        as_page(meta, f"{meta_seed.PAGE_ID}/messages", body)
    street.everybody_looks(1)
    said = street.everybody_looks(THANKED_BY)
    assert len(said) == sum(bool(story.thanks) for story in (*FACEBOOK, *INSTAGRAM))
    thanks = {story.thanks for story in (*FACEBOOK, *INSTAGRAM)}
    assert len([one for one in meta.messages() if one["text"] in thanks]) == len(said)
    assert len(meta.comments()) == len(commented)


def test_on_messenger_people_ask_again_and_thank(meta: FakeMeta) -> None:
    street = Street([OnMessenger(meta)], dice())
    for _ in MESSENGER:
        street.somebody_writes(0)
    assert len(meta.messages()) == sum(len(story.lines) for story in MESSENGER)
    assert len(street.everybody_looks(ASKS_AGAIN_AFTER + 1)) == sum(bool(story.again) for story in MESSENGER)
    for person in meta.people():
        body = {"recipient": {"id": person["messenger"]}, "message": {"text": "We will look."}}
        as_page(meta, f"{meta_seed.PAGE_ID}/messages", body)
    now = ASKS_AGAIN_AFTER + 2
    street.everybody_looks(now)
    assert len(street.everybody_looks(now + THANKED_BY)) == sum(bool(story.thanks) for story in MESSENGER)


def tags(story: Story) -> set[str]:
    said = " ".join(map(str, story.lines)).lower()
    return {tag for tag, _, words in MATTERS if any(word in said for word in words)}


@pytest.mark.parametrize(
    "stories",
    [LINE, BLUESKY, MASTODON, FACEBOOK, MESSENGER, INSTAGRAM],
    ids=["line", "bluesky", "mastodon", "facebook", "messenger", "instagram"],
)
def test_who_writes_first_is_promised_an_answer_soon_and_most_others_can_wait(stories: tuple[Story, ...]) -> None:
    assert tags(stories[0]) == set()
    assert sum(not tags(story) for story in stories) <= len(stories) / 3 + 1
    assert len({story.handle for story in stories}) == len(stories)


def test_every_post_on_bluesky_fits_and_a_private_one_names_nobody() -> None:
    for story in BLUESKY:
        for line in (*story.lines, *([story.again] if story.again else []), *([story.thanks] if story.thanks else [])):
            text = str(filled(line, order="A-12345", brand=bluesky_seed.ACME.username))
            assert len(graphemes(text)) <= 300
            assert not (story.direct and "@" in text)
