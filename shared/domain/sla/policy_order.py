"""The order of policies: the first match counts, so the team chooses the order (C8)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from shared.domain.posts.kinds import Channel
from shared.domain.sla.policy import PRIORITIES, Policy

ANOTHER = ""
"""A future account, or the network of one, to which policies for all of them apply."""


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


def shadowed(policies: Sequence[Policy], accounts: Mapping[str, str]) -> Iterator[tuple[Policy, tuple[str, ...]]]:
    """Yield each policy that can never match, with the earlier policies that match all of its tickets: with none, if none
    of its accounts is on a network of its own. `accounts` maps each account to its network.

    Checked with the tickets that are hardest for earlier policies to match: with one of its tags, or with none.
    """
    networks = (ANOTHER, *accounts.values(), *(network for policy in policies for network in policy.networks))
    for index, policy in enumerate(policies):
        tickets = product(
            _places(policy, accounts, tuple(dict.fromkeys(networks))),
            policy.channels or tuple(Channel),
            policy.priorities or PRIORITIES,
            tuple((tag,) for tag in policy.tags) or ((),),
        )
        takers: list[str] = []
        for (account, network), channel, priority, tags in tickets:
            first = next(
                (
                    earlier.id
                    for earlier in policies[:index]
                    if earlier.matches(network=network, account=account, channel=channel, priority=priority, tags=tags)
                ),
                None,
            )
            if first is None:
                break
            takers.append(first)
        else:
            yield policy, tuple(dict.fromkeys(takers))


def _places(policy: Policy, accounts: Mapping[str, str], networks: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the accounts that the policy is for, each with its network; one that is not there yet may be on any."""
    return tuple(
        (account, network)
        for account in policy.accounts or (ANOTHER, *accounts)
        for network in ((accounts[account],) if account in accounts else networks)
        if not policy.networks or network in policy.networks
    )
