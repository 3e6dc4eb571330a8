"""Show the mails and text messages that the desk sends in the terminal, as they go out."""

import html
import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import httpx
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from infra.local.stand_ins import accounts_on

LOOK_EVERY_SECONDS = 1.0

EXPECTED = (
    "Customers are posting. Most are promised an answer within two minutes: the first warning goes out by mail about a "
    "minute and a half from now, and what is overdue by mail and SMS half a minute later."
)


def show_address(console: Console, outputs: dict[str, Any], *, demo: bool) -> None:
    """Show the page's address, the people who can sign in there, the brand's accounts with the stand-in of each network,
    and what to expect when.
    """
    people = Table("sign in as", "password", "group", box=None, pad_edge=False, header_style="dim")
    for user in outputs["users"]:
        people.add_row(user["email"], user["password"], user["group"])
    address = Text(outputs["desk_url"], style=f"bold link {outputs['desk_url']}")
    console.print(Panel(Group(address, Text(), people), title="Sokutō · 即答", expand=False))
    console.print(_networks(outputs))
    if demo:
        console.print(EXPECTED)
    console.print(
        f"Mails that went out: {outputs['mails_url']}\nText messages:       {outputs['sms_url']}", soft_wrap=True
    )


def _networks(outputs: dict[str, Any]) -> Table:
    """Return a table of the networks: the brand's accounts there, and where the stand-in listens."""
    networks = Table("network", "the brand's accounts", "stand-in", box=None, pad_edge=False, header_style="dim")
    for network, there in outputs["networks"].items():
        labels = (f"@{account.username}" if account.username else account.name for account in accounts_on(network))
        networks.add_row(network, ", ".join(labels), there["stand_in_url"])
    return networks


def show_what_goes_out(console: Console, outputs: dict[str, Any], *, check: Callable[[], None]) -> None:
    """Print every mail and text message that goes out from now on, until `check` raises."""
    console.print("They are shown here as they go out; Ctrl-C ends the desk.", style="dim")
    seen = {message["id"] for message in _sent(outputs)}
    while True:
        time.sleep(LOOK_EVERY_SECONDS)
        check()
        for message in _sent(outputs):
            if message["id"] not in seen:
                seen.add(message["id"])
                _show(console, message)


def _show(console: Console, message: dict[str, str]) -> None:
    head = f"{datetime.now():%H:%M:%S}  {message['way']} → {message['to']}"  # noqa: DTZ005
    body = (
        Group(Text(message["subject"], style="bold"), Text(message["text"])) if message["subject"] else message["text"]
    )
    colour = "cyan" if message["way"] == "mail" else "magenta"
    console.print(Panel(body, title=head, title_align="left", border_style=colour, expand=False))


def _sent(outputs: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Return the messages sent so far. A failed look shows nothing and is repeated."""
    for mail in _listed(outputs["mails_url"], "messages"):
        yield {
            "id": str(mail["MessageId"]),
            "way": "mail",
            "to": ", ".join(mail["To"]),
            "subject": str(mail["Subject"]),
            "text": str(mail["BodyText"] or _plain(str(mail.get("BodyHtml") or ""))).strip(),
        }
    for sms in _listed(outputs["sms_url"], "sms_messages"):
        number = str(sms.get("PhoneNumber", ""))
        yield {"id": str(sms["MessageId"]), "way": "SMS", "to": number, "subject": "", "text": str(sms["Message"])}


def _plain(body: str) -> str:
    """Return the text of a mail without a plain-text part: those of the sign-in."""
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"</p>|<br>|<hr>", "\n", body)))


def _listed(url: str, key: str) -> list[dict[str, Any]]:
    try:
        by_account = httpx.get(url, timeout=5).json()[key]
    except (httpx.HTTPError, KeyError, ValueError):
        return []
    return [one for group in by_account.values() for one in _flat(group)]


def _flat(group: Any) -> list[dict[str, Any]]:
    if isinstance(group, dict):
        return [one for inner in group.values() for one in _flat(inner)]
    return list(group)
