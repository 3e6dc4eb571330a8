"""The order of policies: the first match counts, so the team chooses the order (C8)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from shared.domain.posts.post import Channel
from shared.domain.sla.policy import PRIORITIES, Policy

ANOTHER = ""
"""A future account, to which policies for all accounts apply."""


def reordered(order: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """Return `order` with the policies named in `wanted` permuted into its sequence; other policies keep their places. A new
    policy goes right behind its predecessor in `wanted`, or before its successor, or to the end if it has neither."""
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
    """Yield each policy that can never match, with the earlier policies that match all of its tickets.

    Checked with the tickets that are hardest for earlier policies to match: with one of its tags, or with none.
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
