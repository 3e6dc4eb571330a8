"""The settings of a desk on this machine: the brand's accounts on every network, the team, open round the clock."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, Final

from infra.local import stand_ins
from infra.local.place import ROOT, LocalDesk
from infra.local.processes import LocalError
from infra.local.stand_ins import SeedAccount
from infra.local.users import LetIn

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEMO_MINUTES: Final = 2
USUAL_MINUTES: Final = 60

MATTERS: Final[tuple[tuple[str, int, tuple[str, ...]], ...]] = (
    ("refund", 30, ("refund", "charged", "返金", "請求")),
    ("return", 60, ("cracked", "the right one", "返品", "交換")),
    ("access", 20, ("password", "logs me out", "ログイン")),
    ("store", 120, ("the store", "店舗")),
    ("praise", 240, ("lovely", "親切")),
)
"""The demo's keyword rules: a tag, the minutes promised for it, and its keywords. With them two out of three customers
can wait a while, and the rest lapse at the pace of a desk that is not in a storm (L5).
"""


CALMER: Final = {"bluesky": 15, "mastodon": 15, "facebook": 15, "instagram": 15}
"""Networks where the demo promises an answer within so many minutes, whatever it is about."""


AVOID: Final = ("impossible", "calm down", "できません", "わかりません")

TEMPLATES: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("where_en", "Where is my order", "en", "Hi {customer}, we are looking for your order [[order number]] right now."),
    ("refund_en", "Refund", "en", "Hi {customer}, we have refunded [[amount]]. It takes three to five days to arrive."),
    ("where_ja", "お届け状況", "ja", "{customer} 様、ご注文番号[[注文番号]]のお届け状況をお調べしております。"),
    ("refund_ja", "ご返金", "ja", "{customer} 様、[[金額]]円をご返金いたしました。反映まで数日お待ちください。"),
)
"""Ready-made answers: id, name, language and text."""


def settings(people: dict[str, LetIn], *, minutes: int) -> str:
    """Return the settings file, with `minutes` to answer in, except for posts that the demo's keyword rules recognise."""
    tables: list[tuple[str, dict[str, Any]]] = [
        (
            "[desk]",
            {
                "language": "en",
                "zone": "Asia/Tokyo",
                "words_in_alerts": False,
                "undo_seconds": 5,
                "avoid_words": list(AVOID),
            },
        ),
        *(("[[accounts]]", _account(network, one)) for network in stand_ins.MODULES for one in _accounts(network)),
        *(("[[people]]", _person(sub, person)) for sub, person in people.items()),
        ("[[calendars]]", {"id": "always", "zone": "UTC", "weekly": {day: ["00:00-24:00"] for day in DAYS}}),
        ("[[policies]]", _policy("default", minutes)),
    ]
    for ident, name, language, text in TEMPLATES:
        tables.append(("[[templates]]", {"id": ident, "name": name, "language": language, "text": text}))
    if minutes == DEMO_MINUTES:
        for tag, longer, words in MATTERS:
            tables.append(("[[keyword_rules]]", {"id": tag, "words": list(words), "tags": [tag]}))
            tables.append(("[[policies]]", _policy(tag, longer) | {"tags": [tag]}))
        for network, longer in CALMER.items():
            tables.append(("[[policies]]", _policy(network, longer) | {"networks": [network]}))
    lines = ["# Written by `make up`: change what you like and put it in force with `desk settings push`."]
    for heading, values in tables:
        lines += ["", heading, *(f"{key} = {_toml(value)}" for key, value in values.items())]
    return "\n".join(lines) + "\n"


def push(place: LocalDesk, people: dict[str, LetIn], environment: dict[str, str], *, minutes: int) -> None:
    """Write the settings file and apply it with the command that a team uses; promises of the demo alone are retired if
    the desk goes on without it. Raises LocalError with the command's output.
    """
    was_demo = place.settings.exists() and "[[keyword_rules]]" in place.settings.read_text(encoding="utf-8")
    place.settings.write_text(settings(people, minutes=minutes), encoding="utf-8")
    _desk(environment, "push", str(place.settings))
    if was_demo and minutes != DEMO_MINUTES:
        rules = [tag for tag, *_ in MATTERS]
        for kind, retired in (("keyword_rule", rules), ("policy", [*rules, *CALMER])):
            for ident in retired:
                _desk(environment, "retire", kind, ident)


def _desk(environment: dict[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "infra.ops.desk", "settings", *words],
        cwd=ROOT,
        env=os.environ | environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if done.returncode != 0:
        raise LocalError(f"the settings were refused:\n{done.stdout}{done.stderr}")


def _accounts(network: str) -> Sequence[SeedAccount]:
    return stand_ins.stand_in(network).accounts


def _account(network: str, account: SeedAccount) -> dict[str, Any]:
    """Return the account's settings; fields that it has not are left out."""
    values = {
        "id": account.id,
        "network": account.network or network,
        "network_id": account.network_id,
        "username": account.username,
        "name": account.name,
        "app": account.app,
        "colour": account.colour,
        "host": account.host,
        "options": dict(account.options),
    }
    return {key: value for key, value in values.items() if value}


def _person(sub: str, person: LetIn) -> dict[str, Any]:
    return {
        "id": sub,
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "language": person.language,
        "zone": person.zone,
        "groups": list(person.groups),
        "sign_off": person.sign_off,
        **({"disabled": True} if person.disabled else {}),
    }


def _policy(name: str, minutes: int) -> dict[str, Any]:
    whom = ["assignee", "managers"]
    return {
        "id": name,
        "calendar": "always",
        "first_reply_minutes": minutes,
        "next_reply_minutes": minutes,
        "ladder": [
            {"step": "warn", "at_percent": 80, "whom": whom, "how": ["mail"]},
            {"step": "due", "at_percent": 100, "whom": whom, "how": ["mail", "sms"]},
            {"step": "escalate", "after_minutes": 30, "whom": ["managers"], "how": ["mail", "sms"]},
        ],
    }


def _toml(value: Any) -> str:
    """Format a value as TOML; its basic strings are JSON's, except for characters that either need not escape."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False)
