"""Built-in texts of mails and SMS, which a team can replace (L7)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageTexts:
    """One message in one language. An empty `html` is derived from `text`; `line` is a ticket's line in a digest."""

    subject: str = ""
    text: str = ""
    html: str = ""
    sms: str = ""
    line: str = ""


_DIGEST_LINES = {"en": "{due} ({state}): {customer} on {account}", "ja": "{due}（{state}） {customer}様（{account}）"}
_DIGEST_SMS = {
    "en": "{waiting} for an answer, {overdue} overdue. First due {first} {link}",
    "ja": "返信待ち{count}件(超過{overdue}件) 最も早い期限{first} {link}",
}
_FACTS_EN = "\n\nDue: {due}\nWaiting since: {since}\n\n{words}\n\n{link}\n"
_FACTS_JA = "\n\n返信期限: {due}\nお客さまの投稿: {since}\n\n{words}\n\n{link}\n"
_LIST_EN = (
    "{waiting} for an answer, {overdue} overdue, {soon} still in time. Soonest deadline first:\n\n{list}\n\n{link}\n"
)
_LIST_JA = (
    "返信待ちは{count}件です（返信期限の超過{overdue}件、期限内{soon}件）。返信期限の早い順に並べています。"
    "\n\n{list}\n\n{link}\n"
)
_NEW_EN = "A new ticket from {customer} came in on {account}. The {what} is {state}." + _FACTS_EN
_NEW_JA = "{account} に{customer}様の新しいチケットが届きました。{what}は{state}。" + _FACTS_JA
_NEW_SMS = {"en": "New: {account} {customer}, due {due} {link}", "ja": "新着 {account} {customer}様 期限{due} {link}"}

BUILT_IN: Mapping[str, Mapping[str, MessageTexts]] = {
    "warning": {
        "en": MessageTexts(
            subject="Due in {left}: {what} to {customer} on {account}",
            text="The {what} to {customer} on {account} is due in {left}." + _FACTS_EN,
            sms="Due in {left}: {account} {customer}, due {due} {link}",
        ),
        "ja": MessageTexts(
            subject="【返信期限まであと{left}】{customer}様への{what}（{account}）",
            text="{customer}様への{what}（{account}）の返信期限まで、あと{left}です。" + _FACTS_JA,
            sms="あと{left} {account} {customer}様 期限{due} {link}",
        ),
    },
    "due": {
        "en": MessageTexts(
            subject="Due now: {what} to {customer} on {account}",
            text="The {what} to {customer} on {account} is due now." + _FACTS_EN,
            sms="Due now: {account} {customer}, due {due} {link}",
        ),
        "ja": MessageTexts(
            subject="【返信期限です】{customer}様への{what}（{account}）",
            text="{customer}様への{what}（{account}）が返信期限になりました。" + _FACTS_JA,
            sms="返信期限です {account} {customer}様 期限{due} {link}",
        ),
    },
    "overdue": {
        "en": MessageTexts(
            subject="Overdue by {left}: {what} to {customer} on {account}",
            text="The {what} to {customer} on {account} is overdue by {left}." + _FACTS_EN,
            sms="Overdue by {left}: {account} {customer}, due {due} {link}",
        ),
        "ja": MessageTexts(
            subject="【返信期限を{left}超過】{customer}様への{what}（{account}）",
            text="{customer}様への{what}（{account}）が、返信期限を{left}過ぎています。" + _FACTS_JA,
            sms="{left}超過 {account} {customer}様 期限{due} {link}",
        ),
    },
    "answer_window": {
        "en": MessageTexts(
            subject="Answer by {until}: {network} takes no answer to {customer} on {account} afterwards",
            text=(
                "{network} takes an answer to {customer} on {account} until {until}, for {remaining} more. Afterwards the desk "
                "cannot answer there until they write again. The {what} is {state}." + _FACTS_EN
            ),
            sms="Answer by {until}, then {network} takes none: {account} {customer} {link}",
        ),
        "ja": MessageTexts(
            subject="【返信できるのは{until}まで】{customer}様（{account}）",
            text=(
                "{network} で{customer}様（{account}）に返信できるのは{until}まで（あと{remaining}）です。"
                "その後は、お客さまから次の連絡があるまでデスクから返信できません。{what}は{state}。" + _FACTS_JA
            ),
            sms="返信は{until}まで可能 {account} {customer}様 {link}",
        ),
    },
    "keyword": {
        "en": MessageTexts(
            subject="{found}: new ticket from {customer} on {account}",
            text=_NEW_EN,
            sms=_NEW_SMS["en"],
        ),
        "ja": MessageTexts(
            subject="【{found}】{customer}様の新しいチケット（{account}）",
            text=_NEW_JA,
            sms=_NEW_SMS["ja"],
        ),
    },
    "new_ticket": {
        "en": MessageTexts(
            subject="New ticket from {customer} on {account}",
            text=_NEW_EN,
            sms=_NEW_SMS["en"],
        ),
        "ja": MessageTexts(
            subject="【新着】{customer}様の新しいチケット（{account}）",
            text=_NEW_JA,
            sms=_NEW_SMS["ja"],
        ),
    },
    "digest": {
        "en": MessageTexts(
            subject="{waiting} for an answer, {overdue} overdue",
            text=_LIST_EN,
            sms=_DIGEST_SMS["en"],
            line=_DIGEST_LINES["en"],
        ),
        "ja": MessageTexts(
            subject="【まとめ】返信待ち{count}件（期限超過{overdue}件）",
            text=_LIST_JA,
            sms=_DIGEST_SMS["ja"],
            line=_DIGEST_LINES["ja"],
        ),
    },
    "late_summary": {
        "en": MessageTexts(
            subject="Came in late on {account}: {waiting} for an answer, {overdue} overdue",
            text="Posts to {account} reached the desk late. " + _LIST_EN,
            sms=_DIGEST_SMS["en"],
            line=_DIGEST_LINES["en"],
        ),
        "ja": MessageTexts(
            subject="【受信の遅れ】{account} 返信待ち{count}件（期限超過{overdue}件）",
            text="{account} 宛ての投稿が遅れて届きました。" + _LIST_JA,
            sms=_DIGEST_SMS["ja"],
            line=_DIGEST_LINES["ja"],
        ),
    },
    "unsent": {
        "en": MessageTexts(
            subject="Your reply to {customer} on {account} {state}",
            text="Your reply to {customer} on {account} {state}. {why}\n\nDue: {due}\n\n{words}\n\n{link}\n",
            sms="Your reply {state}: {account} {customer} {link}",
        ),
        "ja": MessageTexts(
            subject="【要確認】{customer}様への返信{state}（{account}）",
            text="{customer}様への返信（{account}）{state}。{why}\n\n返信期限: {due}\n\n{words}\n\n{link}\n",
            sms="返信{state} {account} {customer}様 {link}",
        ),
    },
    "mention": {
        "en": MessageTexts(
            subject="{who} mentioned you: {customer} on {account}",
            text=(
                "{who} mentioned you in a note on the ticket of {customer} on {account}."
                "\n\nDue: {due}\n\n{words}\n\n{link}\n"
            ),
            sms="{who} mentioned you: {account} {customer} {link}",
        ),
        "ja": MessageTexts(
            subject="【メモ】{who}さんからのメンション: {customer}様（{account}）",
            text=(
                "{who}さんが、{customer}様のチケット（{account}）のメモであなたにメンションしました。"
                "\n\n返信期限: {due}\n\n{words}\n\n{link}\n"
            ),
            sms="{who}さんからメンション {account} {customer}様 {link}",
        ),
    },
}
"""Each kind of message in each language. `warning`, `due` and `overdue` are the steps of a ladder before, at and after the
deadline, `answer_window` is the one before the network stops taking an answer (N3), `keyword` and `new_ticket` are for new tickets (L6), `digest` replaces many alerts (L5), `late_summary` lists
late posts for managers (I7), and `mention` is for colleagues whom a note mentions."""
