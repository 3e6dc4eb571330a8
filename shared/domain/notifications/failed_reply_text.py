"""The notification of a failed reply to its writer (W4, L7)."""

from collections.abc import Mapping
from datetime import datetime

from shared.domain.notifications.alert_text import about_ticket, handle_of
from shared.domain.replies.reply import Reply, ReplyState, Why
from shared.domain.settings.desk import Account, Person
from shared.domain.templates.messages import Message, Texts
from shared.domain.tickets.ticket import Ticket

STATES: Mapping[str, Mapping[ReplyState, str]] = {
    "en": {
        ReplyState.FAILED: "did not go out",
        ReplyState.PARTLY_SENT: "went out in part",
        ReplyState.UNKNOWN: "may have gone out",
    },
    "ja": {
        ReplyState.FAILED: "が送信されていません",
        ReplyState.PARTLY_SENT: "が一部だけ送信されました",
        ReplyState.UNKNOWN: "の送信結果が不明です",
    },
}
"""The state of a reply that needs a person, as the end of a sentence about it."""

WHY: Mapping[str, Mapping[Why, str]] = {
    "en": {
        Why.STALE: "Something new came in before it was sent.",
        Why.UNCONFIRMED: "Something in it has to be confirmed first.",
        Why.NOT_OURS: "What was found on the network is no post of the account.",
        Why.RETIRED: "The account was retired before it was sent.",
        Why.NOT_FOUND: "It was looked for on the network, and is not there.",
        Why.REST_NOT_SENT: "The rest was not sent.",
        Why.NOT_SAID: "The network did not say whether it was posted.",
        Why.UNREACHABLE: "The network could not be reached.",
        Why.RATE_LIMITED: "The network takes no more for the moment.",
        Why.IN_LINE: "Older messages of the account go first.",
        Why.REFUSED: "The network refused it.",
        Why.NOT_ANSWERABLE: "The network lets nobody answer this post through the desk.",
        Why.POST_GONE: "The post that it answers was deleted, or the account cannot see it any more.",
        Why.DISCONNECTED: "The account is not connected any more.",
        Why.ACCOUNT_REFUSED: "The network refuses the account itself, not this answer.",
        Why.OUT_OF_CREDIT: "The credit with the network is used up.",
        Why.QUOTA_USED_UP: "The account's plan allows no more answers this month.",
        Why.BLOCKED: "The customer has blocked the account: no answer reaches them.",
        Why.TOO_VISIBLE: "The network showed it to more people than were to see it, so it was deleted there.",
        Why.WINDOW_CLOSED: "The time in which the network takes an answer was over before it was sent.",
        Why.PRIVATE_ANSWER_USED: "The network takes one private answer to a public post.",
        Why.DESK_UNAVAILABLE: "A service of the desk did not answer.",
    },
    "ja": {
        Why.STALE: "送信前に新しい投稿がありました。",
        Why.UNCONFIRMED: "送信の前に確認が必要な内容が含まれています。",
        Why.NOT_OURS: "見つかった投稿は、アカウントの投稿ではありませんでした。",
        Why.RETIRED: "送信前にアカウントの利用が終了しました。",
        Why.NOT_FOUND: "投稿先を確認しましたが、見つかりませんでした。",
        Why.REST_NOT_SENT: "残りは送信されていません。",
        Why.NOT_SAID: "投稿されたかどうか、投稿先から回答がありませんでした。",
        Why.UNREACHABLE: "投稿先に接続できませんでした。",
        Why.RATE_LIMITED: "投稿先の上限に達しています。",
        Why.IN_LINE: "先に書かれたメッセージの送信を待っています。",
        Why.REFUSED: "投稿先に受け付けられませんでした。",
        Why.NOT_ANSWERABLE: "この投稿には、デスクから返信できません。",
        Why.POST_GONE: "返信先の投稿が削除されたか、アカウントから見られなくなっています。",
        Why.DISCONNECTED: "アカウントの接続が切れています。",
        Why.ACCOUNT_REFUSED: "アカウントが投稿先に受け付けられていません。",
        Why.OUT_OF_CREDIT: "投稿先の利用残高がなくなっています。",
        Why.QUOTA_USED_UP: "アカウントの料金プランで今月送信できる通数を使い切りました。",
        Why.BLOCKED: "お客さまがアカウントをブロックしているため、返信は届きません。",
        Why.TOO_VISIBLE: "投稿先で想定より広い範囲に公開されたため、投稿先から削除しました。",
        Why.WINDOW_CLOSED: "送信する前に、投稿先が返信を受け付ける期間が終了しました。",
        Why.PRIVATE_ANSWER_USED: "公開の投稿へのメッセージは1通だけです。",
        Why.DESK_UNAVAILABLE: "デスクの一部が応答しませんでした。",
    },
}


def unsent_message(
    ticket: Ticket,
    reply: Reply,
    *,
    account: Account,
    reader: Person,
    now: datetime,
    url: str,
    words: str | None,
    texts: Texts,
) -> Message:
    """Return the notification in the writer's own language. `words` is the reply's text, only where the desk's settings
    allow it."""
    language = reader.language
    values = {
        **about_ticket(ticket, ticket.running, account=account, reader=reader, now=now),
        "state": STATES[language].get(reply.state, ""),
        "why": WHY[language][reply.why] if reply.why is not None else "",
        "link": url,
        "words": words or "",
    }
    return texts.compose("unsent", language, values, handle=handle_of(ticket.customer))
