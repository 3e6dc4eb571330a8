"""The account's own comments and messages as they stand on the network: to settle a send of unknown outcome, and to say whose a
post is (R1). Of a conversation Meta shows the twenty newest messages."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from shared.domain.errors import OutcomeUnknownError
from shared.domain.posts.kinds import PostKind
from shared.domain.settings.desk import Account
from shared.networks.fields import Fields, dict_in, instant_in, objects_in, text_in
from shared.networks.meta.api.client import MetaClient
from shared.networks.meta.api.refusals import GoneOrNoRightError, NoSuchPersonError
from shared.networks.meta.ids import INSTAGRAM, is_node
from shared.networks.meta.outgoing import Target
from shared.networks.meta.reading.version import version_of
from shared.ports.network_sending import OwnPost, Sent

NEWEST = 20
COMMENT = "id,message,from,created_time,parent{id}"
INSTAGRAM_COMMENT = "id,text,from,username,timestamp,parent_id"
MESSAGE = "id,created_time,from,to,message"
CONVERSATION = f"messages.limit({NEWEST}){{{MESSAGE}}}"

_MESSAGE_ID = re.compile(r"\S{3,500}")
"""Opaque, and quoted as one piece of an address."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Something of the account's own that stands on the network: where, and what it answers."""

    sent: Sent
    below: str | None = None


def own_comments(client: MetaClient, account: Account, target: Target) -> Iterator[Standing]:
    """Yield the account's newest comments where an answer to the post stands: below it, or below the comment at the top, since an
    answer to a reply lands there. Nothing for an answer to a mention on Instagram, which stands with somebody else's media."""
    instagram = account.network == INSTAGRAM
    if instagram and target.kind is PostKind.MENTION:
        return
    for parent in dict.fromkeys((target.thread,) if instagram else (target.thread, target.id)):
        if not is_node(parent):
            continue
        try:
            yield from _below(client, account, parent)
        except GoneOrNoRightError:
            continue


def own_comment(client: MetaClient, account: Account, post_id: str) -> OwnPost | None:
    """Return a comment if the account wrote it, and it still stands."""
    if not is_node(post_id):
        return None
    fields = INSTAGRAM_COMMENT if account.network == INSTAGRAM else COMMENT
    try:
        found = client.get(account, f"/{post_id}", [("fields", fields)], spared=False)
    except GoneOrNoRightError:
        return None
    standing = _comment(found, account)
    if standing is None:
        return None
    top = standing.below or standing.sent.post_id
    return OwnPost(standing.sent, standing.below, top)


def own_messages(client: MetaClient, account: Account, customer: str) -> Iterator[Sent]:
    """Yield the account's newest messages to the customer, newest first."""
    if not is_node(customer):
        return
    page = client.permission(account).page_id
    platform = "instagram" if account.network == INSTAGRAM else "messenger"
    asked = [("platform", platform), ("user_id", customer), ("fields", f"id,{CONVERSATION}"), ("limit", "1")]
    try:
        found = client.get(account, f"/{page}/conversations", asked, spared=False)
    except NoSuchPersonError:
        return
    for conversation in objects_in(found.get("data")):
        yield from _messages(conversation, account, page)


def own_private_answer(client: MetaClient, account: Account, comment: str) -> Iterator[Sent]:
    """Yield the account's newest messages in the conversation that a private answer to the comment began: its author is known there
    by another id (https://developers.facebook.com/docs/graph-api/reference/comment/)."""
    if not is_node(comment):
        return
    fields = f"private_reply_conversation{{id,{CONVERSATION}}}"
    try:
        found = client.get(account, f"/{comment}", [("fields", fields)], spared=False)
    except GoneOrNoRightError:
        return
    page = client.permission(account).page_id
    yield from _messages(dict_in(found.get("private_reply_conversation")), account, page)


def own_message(client: MetaClient, account: Account, message: str, customer: str) -> OwnPost | None:
    """Return a message if the account wrote it to the customer."""
    if not _MESSAGE_ID.fullmatch(message):
        return None
    try:
        path = f"/{quote(message, safe='')}"
        found = client.get(account, path, [("fields", MESSAGE)], spared=False)
    except GoneOrNoRightError:
        return None
    sent = _message(found, account, client.permission(account).page_id)
    recipients = [text_in(one.get("id")) for one in objects_in(dict_in(found.get("to")).get("data"))]
    return OwnPost(sent, None, customer) if sent is not None and customer in recipients else None


def _below(client: MetaClient, account: Account, parent: str) -> Iterator[Standing]:
    if account.network == INSTAGRAM:
        path, fields, order = f"/{parent}/replies", INSTAGRAM_COMMENT, []
    else:
        path, fields, order = f"/{parent}/comments", COMMENT, [("order", "reverse_chronological")]
    asked = [("fields", fields), ("limit", str(NEWEST)), *order]
    answer = client.get(account, path, asked, spared=False)
    found = [_comment(one, account) for one in objects_in(answer.get("data"))]
    yield from sorted((one for one in found if one is not None), key=_time, reverse=True)


def _time(standing: Standing) -> datetime:
    return standing.sent.posted_at


def _comment(values: Mapping[str, Any], account: Account) -> Standing | None:
    """Return the comment if it is the account's own. Raises OutcomeUnknownError for one that cannot be read."""
    fields, author = Fields(values), dict_in(values.get("from"))
    if account.network == INSTAGRAM:
        own = account.network_id == author.get("id") or account.username == (
            values.get("username") or author.get("username")
        )
        words, at, below = "text", "timestamp", values.get("parent_id")
    else:
        own = account.network_id == author.get("id")
        words, at, below = "message", "created_time", dict_in(values.get("parent")).get("id")
    if not own:
        return None
    text = text_in(values.get(words))
    sent = Sent(fields.text("id"), _instant(fields, at), text, version=version_of(text))
    return Standing(sent, below if isinstance(below, str) and below else None)


def _messages(conversation: Mapping[str, Any], account: Account, page: str) -> Iterator[Sent]:
    listed = objects_in(dict_in(conversation.get("messages")).get("data"))
    found = [_message(one, account, page) for one in listed]
    yield from sorted((one for one in found if one is not None), key=lambda one: one.posted_at, reverse=True)


def _message(values: Mapping[str, Any], account: Account, page: str) -> Sent | None:
    """Return the message if it is the account's own. Those behind the twentieth have an id and a time, and say nothing."""
    author = dict_in(values.get("from")).get("id")
    if author not in (page, account.network_id):
        return None
    fields = Fields(values)
    recipients = [text_in(one.get("id")) for one in objects_in(dict_in(values.get("to")).get("data"))]
    recipient = recipients[0] if recipients else ""
    at = _instant(fields, "created_time")
    text = text_in(values.get("message"))
    return Sent(fields.text("id"), at, text, version=version_of(text), recipient=recipient)


def _instant(fields: Fields, name: str) -> datetime:
    at = instant_in(fields.values.get(name))
    if at is None:
        raise OutcomeUnknownError(f"{fields.at(name)} is no time.")
    return at
