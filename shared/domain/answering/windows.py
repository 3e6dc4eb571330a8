"""Until when a network takes an answer to a post, and how many (N3)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.networks.measure import Measure
from shared.domain.posts.answer_window import latest_window
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.tickets.ticket import Ticket


class WindowRules(Protocol):
    """The part of a network's rules that says how it takes private answers to public posts."""

    @property
    def private_answer_window(self) -> timedelta | None: ...


def is_private_answer(post: Post, channel: Channel, rules: WindowRules) -> bool:
    """Return whether an answer on the channel is the one private answer that the network takes to a public post."""
    limited = rules.private_answer_window is not None
    return limited and channel is Channel.DIRECT and post.channel is Channel.PUBLIC


def window_end(post: Post, channel: Channel, rules: WindowRules, ticket: Ticket | None) -> datetime | None:
    """Return until when the network takes an answer to the post on the channel; None for as long as the post stands.

    Each channel has a window of its own. A private conversation has one for all its messages: whoever writes again opens it
    again, for the answer to an older message too.
    """
    if channel is post.channel:
        return post.window_end if channel is Channel.PUBLIC or ticket is None else conversation_end(post, ticket)
    if rules.private_answer_window is None or channel is Channel.PUBLIC:
        return None
    end = post.posted_at + rules.private_answer_window
    return end if post.private_closed_at is None else min(end, post.private_closed_at)


def conversation_end(message: Post, ticket: Ticket) -> datetime | None:
    """Return until when the network takes an answer to the private message: as long as to any of the conversation's."""
    messages = [post for post in ticket.posts if post.inbound and post.channel is Channel.DIRECT]
    last = latest_window([message, *messages])
    return last.window_end if last is not None else None


def window_closed(post: Post, channel: Channel, rules: WindowRules, ticket: Ticket | None, now: datetime) -> bool:
    """Return whether the network takes no answer to the post on the channel any more."""
    end = window_end(post, channel, rules, ticket)
    return end is not None and now >= end


def private_answer_at(post: Post, rules: WindowRules, ticket: Ticket | None) -> datetime | None:
    """Return when the one private answer to the public post was given, as the ticket has it, or as the network said when it
    refused another; None if it is not used, or if the network counts none."""
    if not is_private_answer(post, Channel.DIRECT, rules):
        return None
    given = [
        each.posted_at
        for each in (ticket.posts if ticket is not None else ())
        if not each.inbound and each.channel is Channel.DIRECT and post.is_known_as(each.in_reply_to or "")
    ]
    return min([*given, *([post.private_used_at] if post.private_used_at is not None else [])], default=None)


def measure_of(measure: Measure, post: Post | None, channel: Channel, rules: WindowRules) -> Measure:
    """Return the measure for an answer to the post: the one private answer to a public post cannot be split."""
    once = post is not None and is_private_answer(post, channel, rules)
    return replace(measure, splits=False) if once else measure
