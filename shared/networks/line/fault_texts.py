"""Texts for faults that LINE has its own words for, by language: a name for the subject, and a sentence (I8)."""

from collections.abc import Mapping

from shared.domain.accounts.faults import Fault

FAULT_TEXTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "en": {
        Fault.ACCOUNT_DISCONNECTED: (
            "disconnected from LINE",
            (
                "LINE does not accept the channel ID and the channel secret any more: no answer goes out. What customers write may "
                "still come in. An engineer has to connect the account again: desk accounts connect --sign-in."
            ),
        ),
        Fault.WEBHOOK_BROKEN: (
            "cut off from what customers write on LINE",
            (
                "LINE's test of the webhook fails, and LINE shows messages in no other way: what customers write does not come in. "
                "Answer in LINE Official Account Manager meanwhile. An engineer has to see whether 'Use webhook' is on and the "
                "address is the desk's; desk doctor says what LINE reports."
            ),
        ),
        Fault.MESSAGES_REFUSED: (
            "kept from sending by LINE",
            (
                "LINE does not let the account send messages through its API: its plan or its permissions do not allow it. Messages "
                "still come in. This ends with the next message that LINE takes."
            ),
        ),
        Fault.QUOTA_USED_UP: (
            "out of LINE messages this month",
            (
                "The messages of the account's LINE plan are used up: no answer goes out through the desk until the month ends in "
                "Japan or the plan is raised. Answer in LINE Official Account Manager, where a chat is not counted. Messages still "
                "come in."
            ),
        ),
        Fault.QUOTA_NEAR: (
            "running out of LINE messages",
            (
                "Most messages of the account's LINE plan are used up this month. Every answer counts as one, and so does whatever "
                "is sent to many at once. Once they are gone, no answer goes out until the month ends or the plan is raised."
            ),
        ),
    },
    "ja": {
        Fault.ACCOUNT_DISCONNECTED: (
            "LINE との接続切れ",
            (
                "LINE がチャネル ID とチャネルシークレットを受け付けません。返信を送信できません（受信は続く場合があります）。"
                "エンジニアが desk accounts connect --sign-in で再接続してください。"
            ),
        ),
        Fault.WEBHOOK_BROKEN: (
            "LINE の受信停止",
            (
                "LINE の Webhook のテストが失敗しています。LINE にはほかに受信する方法がないため、お客さまのメッセージが届きません。"
                "その間は LINE Official Account Manager で返信してください。「Webhook の利用」がオンか、URL が正しいかをエンジニアが確認してください"
                "（desk doctor に LINE の回答が表示されます）。"
            ),
        ),
        Fault.MESSAGES_REFUSED: (
            "LINE による送信の拒否",
            (
                "LINE がこのアカウントの API によるメッセージ送信を許可していません（料金プランまたは権限）。受信は続きます。"
                "メッセージが1件送信できると解消します。"
            ),
        ),
        Fault.QUOTA_USED_UP: (
            "LINE の今月の通数切れ",
            (
                "LINE の料金プランの通数を使い切りました。月が変わる（日本時間）かプランを変更するまで、デスクから返信を送信できません。"
                "チャットは通数に数えられないため、LINE Official Account Manager から返信してください。受信は続きます。"
            ),
        ),
        Fault.QUOTA_NEAR: (
            "LINE の今月の通数が残りわずか",
            (
                "LINE の料金プランの通数の大半を今月すでに使いました。返信は1回につき1通、一斉配信も人数分が数えられます。"
                "使い切ると、月が変わるかプランを変更するまで返信を送信できません。"
            ),
        ),
    },
}
