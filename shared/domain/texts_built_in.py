"""What mails and SMS say until a team says it in words of its own (L7)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One message in one language. `html` is made from `text` where it is empty; `line` is a ticket's in a digest."""

    subject: str = ""
    text: str = ""
    html: str = ""
    sms: str = ""
    line: str = ""


_DIGEST_LINES = {"en": "{due} ({state}): {customer} on {account}", "ja": "{due}（{state}） {account} {customer} さん"}
_DIGEST_SMS = {
    "en": "{waiting} for an answer, {overdue} overdue. First due {first} {link}",
    "ja": "返信待ち{count}件(超過{overdue}件) 最も早い期限{first} {link}",
}
_FACTS_EN = "\n\nDue: {due}\nWaiting since: {since}\n\n{words}\n\n{link}\n"
_FACTS_JA = "\n\n期限: {due}\nお待ちになっている時刻: {since}\n\n{words}\n\n{link}\n"
_LIST_EN = (
    "{waiting} for an answer, {overdue} overdue, {soon} still in time. Soonest deadline first:\n\n{list}\n\n{link}\n"
)
_LIST_JA = (
    "{count}件が返信を待っています。期限超過{overdue}件、期限間近{soon}件です。"
    "期限の早い順に並べています。\n\n{list}\n\n{link}\n"
)
_NEW_SMS = {"en": "New: {account} {customer}, due {due} {link}", "ja": "新着 {account} {customer} 期限{due} {link}"}

BUILT_IN: Mapping[str, Mapping[str, Words]] = {
    "warning": {
        "en": Words(
            subject="Due in {left}: {what} to {customer} on {account}",
            text="The {what} to {customer} on {account} is due in {left}." + _FACTS_EN,
            sms="{left} left: {account} {customer}, due {due} {link}",
        ),
        "ja": Words(
            subject="【期限間近】{account} {customer} さんへの{what}",
            text="{account} 宛ての {customer} さんへの{what}の期限まであと{left}です。" + _FACTS_JA,
            sms="あと{left} {account} {customer} 期限{due} {link}",
        ),
    },
    "overdue": {
        "en": Words(
            subject="Overdue: {what} to {customer} on {account}",
            text="The {what} to {customer} on {account} is overdue by {left}." + _FACTS_EN,
            sms="Overdue: {account} {customer}, due {due} {link}",
        ),
        "ja": Words(
            subject="【期限超過】{account} {customer} さんへの{what}",
            text="{account} 宛ての {customer} さんへの{what}が期限を{left}過ぎています。" + _FACTS_JA,
            sms="超過 {account} {customer} 期限{due} {link}",
        ),
    },
    "keyword": {
        "en": Words(
            subject="{found}: new ticket of {customer} on {account}",
            text="The {what} to {customer} on {account} is {state}." + _FACTS_EN,
            sms=_NEW_SMS["en"],
        ),
        "ja": Words(
            subject="【{found}】{account} {customer} さんの新しいチケット",
            text="{account} 宛ての {customer} さんへの{what}は{state}。" + _FACTS_JA,
            sms=_NEW_SMS["ja"],
        ),
    },
    "new_ticket": {
        "en": Words(
            subject="New ticket of {customer} on {account}",
            text="The {what} to {customer} on {account} is {state}." + _FACTS_EN,
            sms=_NEW_SMS["en"],
        ),
        "ja": Words(
            subject="【新着】{account} {customer} さんの新しいチケット",
            text="{account} 宛ての {customer} さんへの{what}は{state}。" + _FACTS_JA,
            sms=_NEW_SMS["ja"],
        ),
    },
    "digest": {
        "en": Words(
            subject="{waiting} for an answer, {overdue} overdue",
            text=_LIST_EN,
            sms=_DIGEST_SMS["en"],
            line=_DIGEST_LINES["en"],
        ),
        "ja": Words(
            subject="【まとめ】返信待ち{count}件（期限超過{overdue}件）",
            text=_LIST_JA,
            sms=_DIGEST_SMS["ja"],
            line=_DIGEST_LINES["ja"],
        ),
    },
    "late_summary": {
        "en": Words(
            subject="Came in late on {account}: {waiting} for an answer, {overdue} overdue",
            text="Posts to {account} reached the desk late. " + _LIST_EN,
            sms=_DIGEST_SMS["en"],
            line=_DIGEST_LINES["en"],
        ),
        "ja": Words(
            subject="【受信の遅れ】{account} 返信待ち{count}件（期限超過{overdue}件）",
            text="{account} 宛ての投稿が遅れて届きました。" + _LIST_JA,
            sms=_DIGEST_SMS["ja"],
            line=_DIGEST_LINES["ja"],
        ),
    },
    "mention": {
        "en": Words(
            subject="{who} calls you: {customer} on {account}",
            text=(
                "{who} calls you in a note on the ticket of {customer} on {account}."
                "\n\nDue: {due}\n\n{words}\n\n{link}\n"
            ),
            sms="{who} calls you: {account} {customer} {link}",
        ),
        "ja": Words(
            subject="【メモ】{who} さんから: {account} {customer} さん",
            text=(
                "{account} 宛ての {customer} さんのチケットのメモで、{who} さんがあなたを呼んでいます。"
                "\n\n期限: {due}\n\n{words}\n\n{link}\n"
            ),
            sms="{who}さんがメモで呼んでいます {account} {customer} {link}",
        ),
    },
}
"""Each kind of message in each language. `warning` and `overdue` are the steps of a ladder before and after the
deadline, `keyword` and `new_ticket` tell of new tickets (L6), `digest` stands for many alerts (L5), `late_summary` tells
the managers of late posts (I7), and `mention` is for who is called in a note."""
