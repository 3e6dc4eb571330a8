"""`desk people`: people in the sign-in and the settings together."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.console import Console

from infra.ops.refused import CommandRefusedError
from shared import wiring
from shared.domain.errors import InvalidError
from shared.domain.settings.desk import GROUPS, Person
from shared.usecases.people import manage_people as people
from shared.usecases.people.compare_people import compare_people
from shared.usecases.settings.current import desk_settings

app = typer.Typer(no_args_is_help=True, help="Who works here, in the sign-in and in the settings at once.")

console = Console(soft_wrap=True, highlight=False, markup=False)

Who = Annotated[str, typer.Argument(metavar="EMAIL", help="The person's mail address, or their id.")]
Groups = Annotated[list[str], typer.Argument(help=f"All groups that they are to be in: {', '.join(GROUPS)}.")]
Group = Annotated[list[str] | None, typer.Option("--group", help="agents, managers or admins; can be given again.")]


@app.command()
def add(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Where the invitation goes.")],
    name: Annotated[str, typer.Option(help="Their name, as colleagues see it.")],
    group: Group = None,
    language: Annotated[str, typer.Option(help="en or ja")] = "en",
    zone: Annotated[str, typer.Option(help="A time zone such as Asia/Tokyo.")] = "UTC",
    phone: Annotated[str | None, typer.Option(help="For SMS, with the country's code: +819012345678.")] = None,
    sign_off: Annotated[str, typer.Option(help="Their mark under answers, such as KT.")] = "",
) -> None:
    """Let somebody in: they get a mail with how to sign in. Who can sign in already is put into these groups."""
    fields: dict[str, Any] = {"name": name, "email": email, "groups": group or ["agents"], "language": language}
    fields |= {"zone": zone, "phone": phone, "sign_off": sign_off}
    document = _done(lambda: people.add_person(fields, by=None, desk=wiring.desk()))
    console.print(f"{document.body['email']} is in, as {', '.join(document.body['groups'])}: {document.id}")


@app.command()
def invite(who: Who) -> None:
    """Send the invitation again, with a new temporary password, to somebody who has not signed in yet."""
    person = _person(who)
    _done(lambda: people.invite_again(person.id, by=None, desk=wiring.desk()))
    console.print(f"The invitation is on its way to {person.email} again.")


@app.command("list")
def list_people() -> None:
    """Everybody with their groups, also who was disabled."""
    found = sorted(desk_settings(wiring.desk(), fresh=True).people, key=lambda person: (person.disabled, person.email))
    for person in found:
        groups = "disabled" if person.disabled else ", ".join(person.groups)
        console.print(f"{person.email}  {person.name}  {groups}  {person.id}")
    if not found:
        console.print("Nobody yet: desk people add")


@app.command()
def groups(who: Who, names: Groups) -> None:
    """Put somebody into these groups, and out of all others."""
    person = _person(who)
    change = {"groups": names}
    document = _done(lambda: people.change_person(person.id, change, by=None, desk=wiring.desk()))
    console.print(f"{person.email} is in {', '.join(document.body['groups'])}.")


@app.command()
def email(who: Who, new: Annotated[str, typer.Argument(metavar="NEW", help="The new address.")]) -> None:
    """Give somebody another mail address, to sign in with and to be told at."""
    person = _person(who)
    document = _done(lambda: people.change_person(person.id, {"email": new}, by=None, desk=wiring.desk()))
    console.print(f"{person.email} is {document.body['email']} now.")


@app.command()
def disable(who: Who) -> None:
    """Shut somebody out, at once. Their name stays with what they wrote."""
    person = _person(who)
    _done(lambda: people.disable_person(person.id, by=None, desk=wiring.desk()))
    console.print(f"{person.email} is shut out.")


@app.command()
def enable(who: Who) -> None:
    """Let somebody back in who was disabled."""
    person = _person(who)
    _done(lambda: people.enable_person(person.id, by=None, desk=wiring.desk()))
    console.print(f"{person.email} is in again.")


@app.command()
def check() -> None:
    """Say where the sign-in and the settings differ. Exit codes: 0 nowhere, 1 somewhere."""
    found = compare_people(desk=wiring.desk())
    for each in found:
        console.print(f"{each.email}  {each.sentence}  {each.sub}")
    if found:
        raise typer.Exit(1)
    console.print("The sign-in and the settings say the same of everybody.")


def _person(who: str) -> Person:
    wanted = who.strip().lower()
    settings = desk_settings(wiring.desk(), fresh=True)
    found = next((person for person in settings.people if person.email.lower() == wanted), settings.person(who))
    if found is None:
        raise CommandRefusedError(f"There is nobody with the address or id {who!r}.")
    return found


def _done(do: Callable[[], Any]) -> Any:
    try:
        return do()
    except InvalidError as e:
        raise CommandRefusedError(f"{e.path}: {e.sentence.rstrip('.')}. Nothing was changed.") from e
