"""The order of the policies: the first that matches counts, so their order is the team's to give (C8)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from shared.domain.posts.post import Channel
from shared.domain.sla.policy import PRIORITIES, Policy

ANOTHER = ""
"""An account that is yet to come: a policy for all accounts is there for it, whatever the others take."""


def reordered(order: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """`order` with those that `wanted` names in its sequence, in the places in which they stand together; what it does
    not name keeps its place. A new one stands right behind the one before it in `wanted`, or before the next one; at
    the end where nothing tells."""
    wanted = tuple(dict.fromkeys(wanted))
    known = iter([name for name in wanted if name in order])
    result = [next(known) if name in wanted else name for name in order]
    for index, name in enumerate(wanted):
        if name in result:
            continue
        following = next((each for each in wanted[index:] if each in result), None)
        if index:
            result.insert(result.index(wanted[index - 1]) + 1, name)
        else:
            result.insert(len(result) if following is None else result.index(following), name)
    return tuple(result)


def shadowed(policies: Sequence[Policy], accounts: Iterable[str]) -> Iterator[tuple[Policy, tuple[str, ...]]]:
    """Each policy that no ticket can ever get, with the earlier ones that take all of its tickets.

    Tried on the tickets that are the hardest to take away from it: with one of its tags, or with none at all.
    """
    every = (ANOTHER, *accounts)
    for index, policy in enumerate(policies):
        tickets = product(
            policy.accounts or every,
            policy.channels or tuple(Channel),
            policy.priorities or PRIORITIES,
            tuple((tag,) for tag in policy.tags) or ((),),
        )
        takers: list[str] = []
        for account, channel, priority, tags in tickets:
            first = next(
                (
                    earlier.id
                    for earlier in policies[:index]
                    if earlier.matches(account=account, channel=channel, priority=priority, tags=tags)
                ),
                None,
            )
            if first is None:
                break
            takers.append(first)
        else:
            yield policy, tuple(dict.fromkeys(takers))
