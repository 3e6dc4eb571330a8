"""`desk erase`: erasure of a post or of a customer, on request."""

import re
from typing import Annotated

import typer
from rich.console import Console
from rich.prompt import Confirm
from rich.text import Text

from infra.ops.refused import CommandRefusedError
from shared import wiring
from shared.usecases.privacy.erase_customer import (
    CustomerId,
    check_post,
    customer_by_handle,
    customer_by_id,
    customer_of_ticket,
    erase_customer,
    erase_post,
)
from shared.usecases.settings.current import desk_settings

console = Console(soft_wrap=True, highlight=False, markup=False)

_TICKET = re.compile(r"(?:https?://.*/t/)?([a-z2-7]{26})(?:[/?#].*)?")
"""A ticket's id, or its address on the desk's page. An account's id, which begins whatever else names a customer, holds
neither a colon nor a slash, and a dot follows it."""

Post = Annotated[str, typer.Option("--post", help="The network's id of a post.")]
Customer = Annotated[
    str,
    typer.Option(
        "--customer",
        help="ACCOUNT.ID, with the network's id of the customer as it is; or the address of one of the customer's "
        "tickets on the desk's page.",
    ),
]
Handle = Annotated[str, typer.Option("--handle", help="ACCOUNT.HANDLE, for a customer whose id is not at hand.")]
Network = Annotated[str, typer.Option(help="The network of the post, if the desk has accounts on several.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def erase(
    post: Post = "", customer: Customer = "", handle: Handle = "", network: Network = "", yes: Yes = False
) -> None:
    """Erase the words of one post, or everything of one customer on one account. This cannot be taken back."""
    if sum(map(bool, (post, customer, handle))) != 1:
        raise CommandRefusedError("Say either --post, --customer or --handle.")
    desk = wiring.desk()
    if post:
        check_post(post)
        _ask(f"Erase the words of the post {_shown(post)}?", yes=yes)
        done = erase_post(_network(network), post, desk=desk, office=desk.dead_letter_office)
    else:
        found = _customer(customer) if customer else customer_by_handle(*_of_account(handle), desk=desk)
        _ask(f"Erase everything of the customer {_shown(found.id)} on {found.account}?", yes=yes)
        done = erase_customer(found.account, found.id, desk=desk, office=desk.dead_letter_office)
    console.print(f"Erased from {done.tickets} tickets and {done.letters} events on the dead-letter queue.")
    if done.unseen:
        raise CommandRefusedError(
            f"{done.unseen} more events rest on the dead-letter queue and could not be looked at: another command may be "
            "at work on them. Not everything is erased until this command says so without this line; run it again."
        )
    console.print("Backups of the table (point-in-time recovery) keep what they hold for 35 days at most.")


def _network(said: str) -> str:
    """Return the requested network, or the only one on which the desk has accounts. Raises CommandRefusedError."""
    if said:
        return said
    known = sorted({account.network for account in desk_settings(wiring.desk()).accounts})
    if len(known) != 1:
        raise CommandRefusedError(
            f"Say the network of the post with --network: {', '.join(known) or 'no account is set up'}."
        )
    return known[0]


def _customer(said: str) -> CustomerId:
    ticket = _TICKET.fullmatch(said)
    if ticket is not None:
        return customer_of_ticket(ticket[1], desk=wiring.desk())
    return customer_by_id(*_of_account(said), desk=wiring.desk())


def _of_account(said: str) -> tuple[str, str]:
    """Split at the first dot: the rest is the network's id, and may hold more dots. Raises CommandRefusedError."""
    account, _, ident = said.partition(".")
    if not account or not ident:
        raise CommandRefusedError(f"{said!r} names no customer; say ACCOUNT.ID.")
    return account, ident


def _shown(ident: str) -> str:
    """Escape a network's id, which may hold what a terminal would take for a command."""
    return ident if ident.isprintable() else repr(ident)


def _ask(question: str, *, yes: bool) -> None:
    whole = Text(f"{question} This cannot be taken back.")
    if not yes and not Confirm.ask(whole, console=console, default=False):
        raise CommandRefusedError("Nothing was erased.")
