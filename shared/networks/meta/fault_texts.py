"""Texts for faults that Meta's networks have their own words for, by language: a name for the subject, and a sentence (I8)."""

from collections.abc import Mapping

from shared.domain.accounts.faults import Fault

FaultTexts = Mapping[str, Mapping[str, tuple[str, str]]]


def fault_texts(title: str) -> FaultTexts:
    """Return the texts of the network with this name."""
    return {
        language: {fault: (name.format(title), said.format(title)) for fault, (name, said) in texts.items()}
        for language, texts in _TEXTS.items()
    }


_TEXTS: FaultTexts = {
    "en": {
        Fault.ACCOUNT_DISCONNECTED: (
            "disconnected from {0}",
            (
                "Meta does not accept the account's permission any more: nothing comes in but by chance, and no answer goes out. That "
                "happens when the person who connected it changes their password, loses their role on the Page, or removes the app. "
                "Answer in Meta Business Suite meanwhile. An engineer connects the same account again, which keeps all tickets: desk "
                "accounts connect --sign-in."
            ),
        ),
        Fault.REPLIES_REFUSED: (
            "kept from commenting on {0}",
            (
                "Meta refuses the account's answers in public: it takes them for spam, or the app lacks a permission. See the support "
                "inbox of the Page in Meta Business Suite. This ends with the next answer that Meta takes."
            ),
        ),
        Fault.MESSAGES_REFUSED: (
            "kept from sending messages on {0}",
            (
                "Meta refuses the account's messages: it takes them for spam, or the app lacks a permission. See the support inbox of "
                "the Page in Meta Business Suite. This ends with the next message that Meta takes."
            ),
        ),
        Fault.RATE_LIMITED: (
            "over Meta's limit on {0}",
            (
                "The account has used up what Meta lets it call, over all apps that are connected with the Page. The desk waits as long "
                "as Meta says, since calls meanwhile make the wait longer; what the webhook delivers still comes in."
            ),
        ),
    },
    "ja": {
        Fault.ACCOUNT_DISCONNECTED: (
            "{0} との接続切れ",
            (
                "Meta がこのアカウントの接続を受け付けません。受信はほぼ止まり、返信を送信できません。接続した担当者がパスワードを変更したか、"
                "Facebook ページの権限を失ったか、アプリを削除した場合に起こります。その間は Meta Business Suite で返信してください。"
                "エンジニアが desk accounts connect --sign-in で同じアカウントを再接続すると、チケットはすべてそのまま残ります。"
            ),
        ),
        Fault.REPLIES_REFUSED: (
            "{0} による公開の返信の拒否",
            (
                "Meta がこのアカウントの公開の返信を拒否しています（スパムと判定されたか、アプリの権限が足りません）。Meta Business Suite で "
                "Facebook ページのサポート受信箱をご確認ください。返信が 1 件受け付けられると解消します。"
            ),
        ),
        Fault.MESSAGES_REFUSED: (
            "{0} によるメッセージ送信の拒否",
            (
                "Meta がこのアカウントのメッセージを拒否しています（スパムと判定されたか、アプリの権限が足りません）。Meta Business Suite で "
                "Facebook ページのサポート受信箱をご確認ください。メッセージが 1 件受け付けられると解消します。"
            ),
        ),
        Fault.RATE_LIMITED: (
            "{0} の利用上限超過",
            (
                "このアカウントが Meta を呼び出せる回数を使い切りました。ページに接続されたすべてのアプリの合計で数えられます。"
                "途中で呼び出すと待ち時間が延びるため、デスクは Meta の指定どおりに待ちます。Webhook での受信は続きます。"
            ),
        ),
    },
}
