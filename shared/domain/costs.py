"""What an answer costs on a network, known before it is sent (R6). In USD."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shared.domain.post import Channel
from shared.domain.reply_text_urls import url_spans


@dataclass(frozen=True, slots=True)
class Prices:
    """X's list prices, pay per use, as of August 2026 (X developer documentation, "Pricing").

    A post with a link costs the same whatever it answers: X charges for the link. An answer to one who summoned the
    account is cheaper than a post; the second part of a thread answers our own post and is one.
    """

    post: Decimal = Decimal("0.015")
    post_with_link: Decimal = Decimal("0.200")
    summoned_reply: Decimal = Decimal("0.010")
    message: Decimal = Decimal("0.015")


LIST_PRICES = Prices()


def cost_of(parts: Sequence[str], *, channel: Channel, summoned: bool = True, prices: Prices = LIST_PRICES) -> Decimal:
    """What sending all `parts` costs; `summoned` says whether the first answers somebody who named the account."""
    if channel is Channel.DIRECT:
        return prices.message * len(parts)
    total = Decimal(0)
    for number, part in enumerate(parts):
        if url_spans(part):
            total += prices.post_with_link
        else:
            total += prices.summoned_reply if summoned and number == 0 else prices.post
    return total


def links_in(parts: Sequence[str]) -> int:
    """How many parts hold a link, each of which is charged for it."""
    return sum(bool(url_spans(part)) for part in parts)
