"""The people whom an answer names and thereby notifies (N6): the customer, and everyone whom its writer names."""

from dataclasses import dataclass

from shared.domain.networks.rules import TextRules
from shared.domain.posts.author import Bystander
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.settings.desk import Account


@dataclass(frozen=True, slots=True)
class Addressees:
    """Handles without their `@`. `named` are notified of the answer; `left_out` would be by the network itself, and are
    not."""

    named: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def named_beside(post: Post | None, account: Account, channel: Channel) -> tuple[Bystander, ...]:
    """Return the people whom a network would put in front of a public answer to the post by itself, and who are left
    out where the network allows that: neither the author, who is to be named, nor the account that answers."""
    if post is None or channel is not Channel.PUBLIC:
        return ()
    return tuple(each for each in post.bystanders if each.id not in (post.author.id, account.network_id))


def names_in(text: str, post: Post | None, account: Account, channel: Channel, rules: TextRules) -> Addressees:
    """Return the people whom the answer will name. A typed handle is named, even if the network would leave it out."""
    if post is None or channel not in rules.handles_tell:
        return Addressees()
    typed = dict.fromkeys(rules.handles_in(text))
    beside = [each.username for each in named_beside(post, account, channel)]
    shown = [post.author.username, *typed, *(() if rules.leaves_out else beside)]
    known = {handle.lower(): handle for handle in reversed([handle for handle in shown if handle])}
    named = tuple(dict.fromkeys(known[handle.lower()] for handle in shown if handle))
    return Addressees(named, tuple(each for each in beside if each.lower() not in known))
