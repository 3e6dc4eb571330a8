"""Give the texts of a ticket their slots in the search: where it holds the words of each post and note."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from shared.domain.posts.post import Post
from shared.domain.text.search_terms import Indexed, Slot, accepts, indexed, size_of
from shared.domain.text.search_words import search_text
from shared.domain.tickets.action import Action, ActionKind

T = TypeVar("T")


def slots_for(
    text: str,
    at: datetime,
    *,
    posts: tuple[Post, ...],
    actions: tuple[Action, ...],
    owner: str,
    since: datetime | None = None,
) -> Indexed:
    """Return slots for a text from that instant, beside the texts that are in them already; those of `owner`, the post or
    note that the text belongs to, do not count. Slots from before `since` take no more texts: what is settled shares none."""
    used: dict[Slot, int] = {}
    others = [(post.id, post.searched, post.indexed) for post in posts]
    others += [(action.id, action.text or "", action.indexed) for action in actions]
    for ident, words, there in others:
        for slot in there.slots if there is not None and ident != owner else ():
            if (accepts(slot, at) and (since is None or slot.start >= since)) or slot.start == at:
                used[slot] = used.get(slot, 0) + size_of(search_text(words))
    return indexed(text, at, used)


def with_slots(posts: tuple[Post, ...], actions: tuple[Action, ...]) -> tuple[tuple[Post, ...], tuple[Action, ...]]:
    """Give every text a slot that has none yet."""
    for post in posts:
        if post.indexed is None:
            found = slots_for(post.searched, post.posted_at, posts=posts, actions=actions, owner=post.id)
            posts = put(posts, replace(post, indexed=found or None), key=lambda each: each.id)
    for action in actions:
        if action.indexed is None and action.kind is ActionKind.NOTE:
            found = slots_for(action.text or "", action.at, posts=posts, actions=actions, owner=action.id)
            actions = put(actions, replace(action, indexed=found or None), key=lambda each: each.id)
    return posts, actions


def without_outdated_slots(
    posts: tuple[Post, ...], actions: tuple[Action, ...]
) -> tuple[tuple[Post, ...], tuple[Action, ...]]:
    """Drop the slots of texts that are no more."""
    return (
        tuple(replace(post, indexed=post.indexed and post.indexed.without_outdated()) for post in posts),
        tuple(replace(action, indexed=action.indexed and action.indexed.without_outdated()) for action in actions),
    )


def put(items: tuple[T, ...], item: T, *, key: Callable[[T], object]) -> tuple[T, ...]:
    """Replace the item of the same key in its place, or add `item` at the end."""
    if any(key(each) == key(item) for each in items):
        return tuple(item if key(each) == key(item) else each for each in items)
    return (*items, item)
