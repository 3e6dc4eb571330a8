"""The post that an answer goes to, looked at just before it is sent.

Bluesky's PDS takes every answer. Where the thread is closed to the account, or one of the two has blocked the other, the app
hides it and says nothing; so it is asked first, as the account, and an answer that nobody would see is not sent.
"""

from shared.domain.errors import NotAnswerableError, PostGoneError, RefusedError
from shared.domain.networks.answerable import Reason
from shared.domain.settings.desk import Account
from shared.networks.bluesky.api.client import QUICK, BlueskyClient, Call
from shared.networks.bluesky.api.posts import own_record, posts_by_uri, profiles
from shared.networks.bluesky.api.refusals import sentence
from shared.networks.bluesky.ids import is_did, record_uri
from shared.networks.bluesky.reading.people import Traits, traits_of
from shared.networks.bluesky.record import Answered, Ref
from shared.networks.bluesky.text.facets import Resolve
from shared.networks.fields import Fields, dict_in, text_in


def answered_post(client: BlueskyClient, account: Account, to: str, customer: str) -> Answered:
    """Return the references of an answer to the post `to`, with its newest cid. Raises PostGoneError, NotAnswerableError,
    UnreadableError and NetworkErrors."""
    uri = record_uri(to)
    if uri is None:
        raise PostGoneError(sentence(Reason.DELETED))
    if uri.repo == account.network_id:
        ours = own_record(client, account, uri.key, read_seconds=QUICK)
        if ours is None:
            raise PostGoneError(sentence(Reason.DELETED))
        return _answered(ours, ours.inside("value"))
    post = posts_by_uri(client, account, [to], read_seconds=QUICK).get(to)
    if post is None:
        raise _missing(client, account, customer)
    blocked = _blocked(traits_of(post.values.get("author")))
    if blocked is not None:
        raise NotAnswerableError(sentence(blocked))
    if dict_in(post.values.get("viewer")).get("replyDisabled") is True:
        raise NotAnswerableError(sentence(Reason.CLOSED_BY_AUTHOR))
    return _answered(post, post.inside("record"))


def _missing(client: BlueskyClient, account: Account, customer: str) -> NotAnswerableError:
    """Return why a post is not shown to the account: its author has blocked it, or the post is gone."""
    if is_did(customer):
        blocked = _blocked(traits_of(profiles(client, account, [customer], read_seconds=QUICK).get(customer)))
        if blocked is not None:
            return NotAnswerableError(sentence(blocked))
    return PostGoneError(sentence(Reason.DELETED))


def _blocked(traits: Traits) -> Reason | None:
    if traits.blocks_us:
        return Reason.BLOCKED_BY_CUSTOMER
    return Reason.BLOCKED_BY_ACCOUNT if traits.blocked else None


def _answered(post: Fields, record: Fields) -> Answered:
    """A reply goes on in its parent's thread: with another root the app hides it (`invalidReplyRoot`)."""
    parent = {"uri": post.text("uri"), "cid": post.text("cid")}
    langs = record.values.get("langs")
    root = _ref(dict_in(record.values.get("reply")).get("root"))
    return Answered(parent, root or parent, langs if isinstance(langs, list) else ())


def _ref(value: object) -> Ref | None:
    told = dict_in(value)
    uri, cid = record_uri(told.get("uri")), text_in(told.get("cid"))
    return {"uri": str(uri), "cid": cid} if uri is not None and cid else None


def resolver(client: BlueskyClient, account: Account) -> Resolve:
    """Return a function that finds the DID of a handle, each once; None for one that is nobody's."""
    known: dict[str, str | None] = {account.username.lower(): account.network_id} if account.username else {}

    def resolve(handle: str) -> str | None:
        if handle not in known:
            known[handle] = _did_of(client, account, handle)
        return known[handle]

    return resolve


def _did_of(client: BlueskyClient, account: Account, handle: str) -> str | None:
    call = Call("com.atproto.identity.resolveHandle", [("handle", handle)], read_seconds=QUICK)
    try:
        did = client.ask(account, call).values.get("did")
    except RefusedError:
        return None
    return did if isinstance(did, str) and is_did(did) else None
