"""Whom an answer names, and who therefore hears of it (N6): the customer, and whoever its writer names."""

from dataclasses import dataclass

from shared.domain.networks.rules import TextRules
from shared.domain.posts.post import Bystander, Channel, Post
from shared.domain.settings.desk import Account


@dataclass(frozen=True, slots=True)
class Addressees:
    """Handles without their `@`. `named` are told of the answer; `left_out` would be by the network itself, and are not."""

    named: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def named_beside(post: Post | None, account: Account, channel: Channel) -> tuple[Bystander, ...]:
    """Those whom a network would put in front of a public answer to the post by itself, and who are left out where it
    allows that: neither the author, who is to be named, nor the account that answers."""
    if post is None or channel is not Channel.PUBLIC:
        return ()
    return tuple(each for each in post.bystanders if each.id not in (post.author.id, account.network_id))


def names_in(text: str, post: Post | None, account: Account, channel: Channel, rules: TextRules) -> Addressees:
    """Whom the answer will name. Whoever is typed is named, also where the network would leave them out."""
    if post is None or channel is not Channel.PUBLIC:
        return Addressees()
    typed = dict.fromkeys(rules.handles_in(text))
    beside = [each.username for each in named_beside(post, account, channel)]
    shown = [post.author.username, *typed, *(() if rules.leaves_out else beside)]
    known = {handle.lower(): handle for handle in reversed([handle for handle in shown if handle])}
    named = tuple(dict.fromkeys(known[handle.lower()] for handle in shown if handle))
    return Addressees(named, tuple(each for each in beside if each.lower() not in known))
