"""Notifications of an account's incident and recovery to managers, in their language and zone (I8, L7)."""

import html
from collections.abc import Iterable, Mapping, Sequence

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.incident import Incident, IncidentNews
from shared.domain.networks.rules import NetworkRules, titles
from shared.domain.notifications.fault_words import FAULT_WORDS
from shared.domain.settings.desk import Account, Person
from shared.domain.templates.messages import Message
from shared.domain.text.formatting import local_time, one_line
from shared.domain.text.html_mail import anchor, document
from shared.domain.text.sanitize import sanitized
from shared.domain.text.sms import two_parts

MOST_NAMES = 10

_SAID_AS_A_SENTENCE = frozenset(
    {
        *(Fault.WEBHOOK_SILENT, Fault.POLL_FAILED, Fault.PERMISSION_LOST, Fault.SUBSCRIPTIONS_LOST, Fault.SETUP_FAULTY),
        *(Fault.MENTIONS_UNREAD, Fault.MESSAGES_UNREAD, Fault.OWN_POSTS_UNREAD, Fault.LOOKUPS_REFUSED),
    }
)
"""English names that do not go on after "is no longer"."""

_WARNS = frozenset({Fault.QUOTA_NEAR})
"""Nothing has failed yet."""

_SENDS = frozenset({Fault.REPLIES_REFUSED, Fault.MESSAGES_REFUSED})
_OVER: Mapping[str, Mapping[str, str]] = {
    "en": {
        "hears": "It is over: posts come in as before.",
        "sends": "It is over: {network} takes them again.",
        "set_up": "It is over: the check finds nothing any more.",
    },
    "ja": {
        "hears": "解消しました。通常どおり受信しています。",
        "sends": "解消しました。再び送信できます。",
        "set_up": "解消しました。確認で問題は見つかりませんでした。",
    },
}


def fault_message(
    news: IncidentNews,
    fault: Fault,
    deaf: Sequence[tuple[Account, Incident]],
    *,
    rules: Mapping[str, NetworkRules],
    reader: Person,
    url: str,
) -> Message:
    """Return one message for all the accounts with the same fault."""
    concerned = [rules[network] for network in dict.fromkeys(account.network for account, _ in deaf)]
    network = titles(concerned, reader.language)
    ja = reader.language == "ja"
    name, sentence = (text.replace("{network}", network) for text in _words(fault, concerned, reader.language))
    handles = [account.label for account, _ in deaf]
    rest = len(handles) - MOST_NAMES
    who = ("、" if ja else ", ").join(handles[:MOST_NAMES]) + (
        (f"、ほか{rest}件" if ja else f" and {rest} more") if rest > 0 else ""
    )
    if news == IncidentNews.RECOVERED:
        subject = f"【復旧】{who}: {name}は解消しました" if ja else f"Recovered: {who} is no longer {name}"
        if not ja and fault in _SAID_AS_A_SENTENCE:
            subject = f"Recovered: {who} ({name})"
        way = "sends" if fault in _SENDS else "set_up" if fault is Fault.SETUP_FAULTY else "hears"
        head = _OVER[reader.language][way].replace("{network}", network)
    else:
        first = "【注意】" if fault in _WARNS else "【障害】"
        again = ("【継続中】" if ja else "Still: ") if news == IncidentNews.REMINDER else (first if ja else "")
        subject = f"{again}{who}: {name}"
        head = sentence
    lines = [head, "", *(_line(account, incident, news, reader) for account, incident in deaf[:MOST_NAMES])]
    if rest > 0:
        lines.append(f"ほか{rest}件" if ja else f"and {rest} more")
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)
    link = anchor("デスクを開く" if ja else "Open the desk", url)
    return Message(
        subject=one_line(subject, 180),
        text="\n".join([*lines, "", url, ""]),
        html=document(f"{body}<p>{link}</p>", reader.language),
        sms=two_parts(one_line(subject, 120), url),
    )


def _words(fault: Fault, concerned: Iterable[NetworkRules], language: str) -> tuple[str, str]:
    texts = [rules.fault_texts.get(language, {}) for rules in concerned]
    own = (named[fault] for named in texts if fault in named)
    return next(own, None) or FAULT_WORDS[language].get(fault, (fault, fault))


def _line(account: Account, incident: Incident, news: IncidentNews, reader: Person) -> str:
    since = local_time(incident.since, reader.zone, reader.language)
    sentence = sanitized(incident.sentence, 200)
    if news == IncidentNews.RECOVERED and incident.gone_since is not None:
        until = local_time(incident.gone_since, reader.zone, reader.language)
        return (
            f"{account.label}: {since} ～ {until}"
            if reader.language == "ja"
            else (f"{account.label}: {since} to {until}")
        )
    line = f"{account.label}: {since} から" if reader.language == "ja" else f"{account.label}: since {since}"
    return f"{line} ({sentence})" if sentence else line
