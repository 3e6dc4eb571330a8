"""Ids, handles and addresses of Mastodon (https://docs.joinmastodon.org/entities/Status/).

A status's id is that of one server: another server has another id for the same status, and may have the same id for another.
The desk's id of a post says both, `<id>@<server>`.
"""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from shared.domain.networks.rules import OwnAccount

NETWORK = "mastodon"

DOMAIN = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
USER = r"[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*"
"""As Mastodon's own pattern has it (app/models/account.rb): dots and dashes only within."""

LOCAL_ID = r"[0-9A-Za-z_-]{1,100}"
"""Digits on Mastodon; other servers with the same API have letters."""

_ID = re.compile(LOCAL_ID)
_POST_ID = re.compile(rf"({LOCAL_ID})@({DOMAIN})")
_IN_ADDRESS = re.compile(rf"/(?:@[^/]+|users/[^/]+/statuses|web/statuses|statuses)/({LOCAL_ID})/?")
_ACCT = re.compile(rf"{USER}(?:@{DOMAIN})?")


class PostId(NamedTuple):
    """A status by its id on a server."""

    status: str
    server: str

    def __str__(self) -> str:
        return f"{self.status}@{self.server}"


def is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def post_id(said: object) -> PostId | None:
    """Return the id in the desk's form; None for anything else."""
    found = _POST_ID.fullmatch(said) if isinstance(said, str) else None
    return PostId(found[1], found[2].lower()) if found else None


def post_id_in(said: str) -> str | None:
    """Return the id in what a person pasted: the desk's form, or the address of a status on its own server."""
    if (known := post_id(said.strip())) is not None:
        return str(known)
    try:
        parts = urlsplit(said.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    found = _IN_ADDRESS.fullmatch(parts.path) if parts.scheme == "https" else None
    return post_id_in_parts(found[1], host) if found else None


def post_id_in_parts(status: str, server: str) -> str | None:
    found = post_id(f"{status}@{server}")
    return str(found) if found else None


def server_of(account: OwnAccount) -> str:
    """Return the server on which the account lives: the one that its settings name, else that of its handle."""
    return (account.host or account.username.partition("@")[2]).lower()


def handle(acct: object, server: str) -> str:
    """Return an account's whole handle, without the leading `@`: the server names its own people without itself, and shows a
    domain in Japanese letters as such, of which this is the form that every server takes. Empty for what is no handle."""
    if not isinstance(acct, str):
        return ""
    user, at, domain = acct.partition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError:
            return ""
    found = f"{user}{at}{domain}"
    if not _ACCT.fullmatch(found):
        return ""
    return found if at else f"{found}@{server}"


def post_address(ident: str) -> str | None:
    """Return where the account's people see a post: their own server shows every status that it knows."""
    found = post_id(ident)
    return f"https://{found.server}/statuses/{found.status}" if found else None


def customer_address(username: str) -> str | None:
    user, _, server = username.rpartition("@")
    return f"https://{server}/@{user}" if user and _ACCT.fullmatch(username) else None
