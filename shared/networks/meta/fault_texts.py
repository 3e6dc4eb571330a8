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
        Fault.WEBHOOK_SILENT: (
            "webhook silent for {0}",
            (
                "Meta's webhook does not deliver what the desk finds by polling, every minute now and otherwise every five: comments and "
                "messages come late, and mentions elsewhere do not come at all. An engineer looks at the app's webhook fields in Meta's "
                "dashboard; desk doctor names those that are missing."
            ),
        ),
        Fault.MENTIONS_UNREAD: (
            "{0} cannot be polled",
            (
                "Meta does not let the desk read what people write on {0}: what the webhook misses is not found. The sentence below names "
                "the permission, if one is missing."
            ),
        ),
        Fault.SETUP_FAULTY: (
            "not set up on {0} as the desk needs it",
            (
                "The daily check found a permission that is missing or ends soon. Once it has ended, nothing comes in and no answer goes "
                "out. An engineer connects the account again: desk accounts connect --sign-in. All tickets stay."
            ),
        ),
        Fault.RATE_LIMITED: (
            "over Meta's limit on {0}",
            (
                "The account has used up most of what Meta lets it call, over all apps that are connected with the Page. The desk reads "
                "nothing for as long as Meta says, so that answers still go out, and since calls meanwhile make the wait longer; what the "
                "webhook delivers still comes in."
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
                "Facebook ページのサポート受信箱をご確認ください。返信が1件受け付けられると解消します。"
            ),
        ),
        Fault.MESSAGES_REFUSED: (
            "{0} によるメッセージ送信の拒否",
            (
                "Meta がこのアカウントのメッセージを拒否しています（スパムと判定されたか、アプリの権限が足りません）。Meta Business Suite で "
                "Facebook ページのサポート受信箱をご確認ください。メッセージが1件受け付けられると解消します。"
            ),
        ),
        Fault.WEBHOOK_SILENT: (
            "{0} の Webhook 停止",
            (
                "定期確認で見つかった投稿が、Meta の Webhook では届いていません。定期確認は通常5分ごと、停止中は毎分です。コメントとメッセージは"
                "遅れて届き、ほかの場所でのメンションは届きません。エンジニアが Meta のダッシュボードで Webhook のフィールドを確認してください"
                "（desk doctor に不足しているものが表示されます）。"
            ),
        ),
        Fault.MENTIONS_UNREAD: (
            "{0} の読取不可",
            (
                "Meta が {0} での投稿の読み取りを許可していません。Webhook が取りこぼしたものを見つけられません。"
                "不足している権限は下に表示されます。"
            ),
        ),
        Fault.SETUP_FAULTY: (
            "{0} の権限の不備",
            (
                "毎日の確認で、不足している権限、または期限の近い接続が見つかりました。期限が切れると、受信も送信もできません。"
                "エンジニアが desk accounts connect --sign-in で再接続してください。チケットはすべてそのまま残ります。"
            ),
        ),
        Fault.RATE_LIMITED: (
            "{0} の利用上限",
            (
                "このアカウントが Meta を呼び出せる回数の大半を使いました。ページに接続されたすべてのアプリの合計で数えられます。"
                "返信を送れるように、また途中の呼び出しで待ち時間が延びるため、デスクは Meta の指定どおり読み取りを止めます。"
                "Webhook での受信は続きます。"
            ),
        ),
    },
}
