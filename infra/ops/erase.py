"""`desk erase`: what the desk holds of a post or of a customer, because somebody asked for it."""

from typing import Annotated

import typer
from rich.console import Console
from rich.prompt import Confirm

from infra.ops.refused import RefusedError
from shared import wiring
from shared.usecases.privacy.erase_customer import check_customer, check_post, erase_customer, erase_post

console = Console(soft_wrap=True, highlight=False, markup=False)

Post = Annotated[str, typer.Option("--post", help="The id of a post: the number at the end of its address.")]
Customer = Annotated[
    str,
    typer.Option(
        "--customer", help="ACCOUNT.NUMBER, or the address of one of the customer's tickets on the desk's page."
    ),
]
Network = Annotated[str, typer.Option(help="The network of the post.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def erase(post: Post = "", customer: Customer = "", network: Network = "x", yes: Yes = False) -> None:
    """Erase the words of one post, or everything of one customer on one account. This cannot be taken back."""
    if bool(post) == bool(customer):
        raise RefusedError("Say either --post or --customer.")
    desk = wiring.desk()
    if post:
        check_post(post)
        _ask(f"Erase the words of the post {post}?", yes=yes)
        done = erase_post(network, post, desk=desk, office=desk.dead_letter_office)
    else:
        account, number = _customer(customer)
        check_customer(account, number, desk=desk)
        _ask(f"Erase everything of the customer {number} on {account}?", yes=yes)
        done = erase_customer(account, number, desk=desk, office=desk.dead_letter_office)
    console.print(f"Erased from {done.tickets} tickets and {done.letters} events on the dead-letter queue.")
    if done.unseen:
        raise RefusedError(
            f"{done.unseen} more events rest on the dead-letter queue and could not be looked at: another command may be "
            "at work on them. Not everything is erased until this command says so without this line; run it again."
        )
    console.print("Backups of the table (point-in-time recovery) keep what they hold for 35 days at most.")


def _customer(said: str) -> tuple[str, str]:
    account, _, rest = said.rpartition("/t/")[2].partition(".")
    number = rest.partition(".")[0]
    if not account or not number:
        raise RefusedError(f"{said!r} names no customer; say ACCOUNT.NUMBER.")
    return account, number


def _ask(question: str, *, yes: bool) -> None:
    if not yes and not Confirm.ask(f"{question} This cannot be taken back.", console=console, default=False):
        raise RefusedError("Nothing was erased.")
