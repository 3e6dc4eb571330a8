"""Addresses of Facebook's and Instagram's own pages, and the ids that people paste with them.

Neither documents how an address is made of an id: where the network tells a post's own address, that one is shown.
"""

import re
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

MESSAGES = re.compile(r"(?:m_|mid\.|aWd)[A-Za-z0-9_.:$=+/-]{3,490}")
"""Message ids as they are seen: they are opaque, and stand in no address."""

COMMENT = re.compile(r"(?P<post>[0-9]{1,40})_(?P<comment>[0-9]{1,40})", re.ASCII)
NODE = re.compile(r"[0-9]{5,40}(?:_[0-9]{1,40}){0,2}", re.ASCII)
_DIGITS = re.compile(r"[0-9]{5,40}", re.ASCII)
_HANDLE = re.compile(r"[A-Za-z0-9._]{1,50}", re.ASCII)
_FACEBOOK = re.compile(r"(?:[a-z-]+\.)?facebook\.com")
_INSTAGRAM = re.compile(r"(?:www\.)?instagram\.com")


def facebook_post(post_id: str, page: str | None) -> str | None:
    """Return where a comment, or a post of the Page, stands. A comment's id names its post; a post's its author."""
    found = COMMENT.fullmatch(post_id)
    if found is None:
        return None
    post, comment = found["post"], found["comment"]
    if page is None:
        return f"https://www.facebook.com/{post_id}"
    if post == page:
        return f"https://www.facebook.com/{page}/posts/{comment}"
    return f"https://www.facebook.com/{page}/posts/{post}?comment_id={comment}"


def facebook_id(said: str) -> str | None:
    """Return the id of a comment in what a person pasted: its address, or the id itself. An address with letters in the place of
    the post's number tells none."""
    said = said.strip()
    if NODE.fullmatch(said) or MESSAGES.fullmatch(said):
        return said
    parts = _parts(said, _FACEBOOK)
    if parts is None:
        return None
    path, asked = parts
    post = asked.get("story_fbid", "") or next(reversed([piece for piece in path if _DIGITS.fullmatch(piece)]), "")
    comment = asked.get("reply_comment_id", "") or asked.get("comment_id", "")
    if _DIGITS.fullmatch(post) and _DIGITS.fullmatch(comment):
        return f"{post}_{comment}"
    return comment if COMMENT.fullmatch(comment) else None


def instagram_id(said: str) -> str | None:
    """Return the id of a comment in what a person pasted: `/p/<media>/c/<comment>/`, and `/r/<reply>/` behind it."""
    said = said.strip()
    if _DIGITS.fullmatch(said) or MESSAGES.fullmatch(said):
        return said
    parts = _parts(said, _INSTAGRAM)
    if parts is None:
        return None
    path, _ = parts
    named = dict(pairwise(path))
    return next((named[mark] for mark in ("r", "c") if _DIGITS.fullmatch(named.get(mark, ""))), None)


def instagram_profile(username: str) -> str | None:
    return f"https://www.instagram.com/{username}/" if _HANDLE.fullmatch(username) else None


def messenger_chat(page: str) -> str | None:
    """The link that opens a chat with the Page: https://developers.facebook.com/docs/messenger-platform/discovery/m-me-links/"""
    return f"https://m.me/{page}" if _HANDLE.fullmatch(page) else None


def instagram_chat(username: str) -> str | None:
    """The link that opens a chat with the account: https://developers.facebook.com/docs/messenger-platform/instagram/features/ig-me-links/"""
    return f"https://ig.me/m/{username}" if _HANDLE.fullmatch(username) else None


def page_inbox(page: str) -> str:
    """The Page's inbox in Meta Business Suite, where comments and messages of Facebook, Messenger and Instagram stand."""
    return f"https://business.facebook.com/latest/inbox/all?asset_id={page}" if _DIGITS.fullmatch(page) else INBOX


INBOX = "https://business.facebook.com/latest/inbox/all"


def _parts(said: str, host: re.Pattern[str]) -> tuple[list[str], dict[str, str]] | None:
    try:
        parts = urlsplit(said)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host.fullmatch((parts.hostname or "").lower()):
        return None
    return [piece for piece in parts.path.split("/") if piece], asked
