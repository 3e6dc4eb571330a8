"""The calls by which answers go out, as Meta documents them:

https://developers.facebook.com/docs/graph-api/reference/object/comments,
https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment/replies,
https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentions,
https://developers.facebook.com/docs/messenger-platform/reference/send-api and
https://developers.facebook.com/docs/messenger-platform/discovery/private-replies.

No call asks for fields of what it makes: Instagram has made a comment and answered an error for the sake of a field.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.domain.errors import RefusedError
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.settings.desk import Account
from shared.networks.meta.api.client import Call
from shared.networks.meta.api.limits import PRIVATE_REPLY, SEND_COMMENT, SEND_MESSAGE
from shared.networks.meta.ids import INSTAGRAM, is_node
from shared.networks.meta.windows import has_human_agent, is_standard
from shared.ports.network_sending import Answered

HIDDEN = "Instagram takes no answer to a comment that is hidden: show it again first."
NO_SUCH_ID = "This post has no id that Meta could know, so it cannot be answered there."

TAG = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
"""For people's own answers, and never for automatic texts: https://developers.facebook.com/docs/messenger-platform/policy/policy-overview"""

FREE = {"messaging_type": "RESPONSE"}


@dataclass(frozen=True, slots=True, repr=False)
class Target:
    """What is answered: the id, and the post as the desk holds it, where it does."""

    to: str
    answered: Answered | None = None

    @property
    def id(self) -> str:
        """The customer's post, for each part: a comment below our own one would tell the customer nothing."""
        return self.answered.post.answer_to if self.answered is not None else self.to

    @property
    def is_message(self) -> bool:
        """Return whether the customer wrote in private. Where the desk does not say so, the ids do: those of messages are never
        digits alone."""
        if self.answered is not None:
            return self.answered.post.channel is Channel.DIRECT
        return not is_node(self.to)

    def recipient(self, customer: str) -> str:
        """Return whom a message reaches: the person who wrote the answered one. The ticket's customer may have written in public,
        where Meta knows them by another id."""
        if self.answered is not None and self.answered.post.inbound and self.is_message:
            return self.answered.post.author.id
        return customer

    @property
    def kind(self) -> PostKind | None:
        return self.answered.post.kind if self.answered is not None else None

    @property
    def thread(self) -> str:
        """The comment at the top, or the media that a mention stands on."""
        return self.answered.post.conversation_id if self.answered is not None else self.to


def public_call(account: Account, target: Target, text: str) -> Call:
    """Return the call that answers a comment, a mention, a visitor's post or a recommendation. Raises RefusedError."""
    post = _node(target.id)
    if account.network != INSTAGRAM:
        return _comment(f"/{post}/comments", {"message": text})
    if target.kind is PostKind.MENTION:
        media = _node(target.thread or post)
        below = {"comment_id": post} if post != media else {}
        return _comment(f"/{_node(account.network_id)}/mentions", {"media_id": media, **below, "message": text})
    if target.answered is not None and target.answered.post.hidden:
        raise RefusedError(HIDDEN)
    return _comment(f"/{post}/replies", {"message": text})


def private_call(
    account: Account, target: Target, *, page: str, customer: str, text: str, key: str | None, now: datetime
) -> Call:
    """Return the call that sends a message. Private answers to a comment go to the Page's messages too, by the comment's id: no
    other address takes them. Raises RefusedError."""
    message: dict[str, Any] = {"text": text}
    if key and account.network != INSTAGRAM:
        message["metadata"] = key
    if not target.is_message:
        named = "post_id" if target.kind is PostKind.VISITOR_POST else "comment_id"
        body = {"recipient": {named: _node(target.id)}, "message": message}
        return _message(page, body, is_private_answer=True)
    wrote_at = target.answered.wrote_at if target.answered is not None else None
    free = is_standard(wrote_at, now) or not has_human_agent(account.options)
    return _message(
        page, {"recipient": {"id": _node(target.recipient(customer))}, **(FREE if free else TAG), "message": message}
    )


def with_tag(call: Call, account: Account) -> Call | None:
    """Return the same message for the window of people's answers; None if it was that, or that may not be. What was refused for the
    window's sake has not been sent, so this sends nothing twice."""
    body = call.json if isinstance(call.json, dict) else {}
    if body.get("messaging_type") != FREE["messaging_type"] or not has_human_agent(account.options):
        return None
    return replace(call, json={**body, **TAG})


def _comment(path: str, form: Mapping[str, str]) -> Call:
    return Call("POST", path, form=form, writes=True, allowances=(SEND_COMMENT,))


def _message(page: str, body: Mapping[str, Any], *, is_private_answer: bool = False) -> Call:
    allowances = (PRIVATE_REPLY, SEND_MESSAGE) if is_private_answer else (SEND_MESSAGE,)
    path = f"/{_node(page)}/messages"
    return Call("POST", path, json=body, writes=True, checked_first=True, allowances=allowances)


def _node(ident: str) -> str:
    """Return an id that may stand in an address. Raises RefusedError for any other."""
    if not is_node(ident):
        raise RefusedError(NO_SUCH_ID)
    return ident
