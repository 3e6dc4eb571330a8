"""What faults are called, in each language (I8, L7)."""

from collections.abc import Mapping

from shared.domain.accounts.faults import Fault

FAULT_WORDS: Mapping[str, Mapping[Fault, tuple[str, str]]] = {
    "en": {
        Fault.ACCOUNT_DISCONNECTED: (
            "disconnected from {network}",
            "{network} refuses the account or its key: nothing comes in or goes out until that is mended.",
        ),
        Fault.REPLIES_REFUSED: (
            "kept from answering by {network}",
            (
                "{network} takes no answers from the account: it is locked or suspended, or its app may not write. Posts may still "
                "come in. Check the account on {network} first; this ends with the next answer that {network} takes."
            ),
        ),
        Fault.MESSAGES_REFUSED: (
            "kept from direct messages by {network}",
            (
                "{network} takes no direct messages from the account or its app. Public answers may still go out. This ends with the "
                "next direct message that {network} takes."
            ),
        ),
        Fault.OUT_OF_CREDIT: (
            "out of credit with {network}",
            "The credit with {network} is used up: nothing comes in or goes out until it is topped up.",
        ),
        Fault.QUOTA_USED_UP: (
            "out of answers on {network}",
            (
                "The account's plan with {network} allows no more answers until its month is over: the desk sends none from it. Take "
                "a bigger plan, or answer in {network}'s own app. Posts still come in."
            ),
        ),
        Fault.QUOTA_NEAR: (
            "about to run out of answers on {network}",
            (
                "Most of the answers that the account's plan with {network} allows this month are used. Once all of them are, no "
                "answer goes out until the month is over, or a bigger plan is taken."
            ),
        ),
        Fault.LIMIT_REACHED: (
            "stopped by the cost limit",
            (
                "What {network} may cost this month is used up: the desk reads nothing by itself until the limit is raised or the "
                "month is over. Answers go out, and what the webhook delivers comes in."
            ),
        ),
        Fault.RATE_LIMITED: (
            "slowed down by {network}",
            "{network} has let the desk read nothing for a while: new posts come late.",
        ),
        Fault.WEBHOOK_SILENT: (
            "webhook silent",
            "{network}'s webhook does not deliver. Polling still finds mentions, up to a minute late.",
        ),
        Fault.WEBHOOK_BROKEN: (
            "cut off from what customers write on {network}",
            (
                "{network}'s own test of the webhook fails, and {network} cannot be read in any other way: what customers write there "
                "does not come in. Look for it in {network}'s own app until an engineer has seen to it."
            ),
        ),
        Fault.SUBSCRIPTIONS_LOST: (
            "not subscribed to {network} any more",
            (
                "{network} has ended subscriptions of the account, and the desk could not make them again: what customers write is "
                "found by polling alone, and late. An engineer has to connect the account again: desk accounts connect."
            ),
        ),
        Fault.SETUP_FAULTY: (
            "not set up as the desk needs it on {network}",
            (
                "The daily check of the account found something that keeps the desk from working, or soon will. An engineer has to "
                "see to it; desk doctor says more."
            ),
        ),
        Fault.POLL_SILENT: ("not polled", "The desk has stopped polling: what the webhook misses is not found."),
        Fault.POLL_FAILED: (
            "polling fails",
            "{network} does not answer when the desk polls: what the webhook misses is not found.",
        ),
        Fault.MENTIONS_UNREAD: (
            "mentions cannot be read",
            "{network} does not let the desk read the account's mentions: what the webhook misses is not found.",
        ),
        Fault.MESSAGES_UNREAD: (
            "private messages cannot be read",
            "{network} does not let the desk read the account's private messages: those that the webhook misses are not found.",
        ),
        Fault.OWN_POSTS_UNREAD: (
            "own posts cannot be read",
            (
                "{network} does not let the desk read what the account itself writes: answers given on {network} that the webhook misses "
                "stop no clock."
            ),
        ),
        Fault.HELD_ELSEWHERE: (
            "conversations are held elsewhere",
            (
                "Customers write in conversations that another app, or {network}'s own inbox, holds: {network} may refuse answers "
                "from the desk there. Choose the desk's app in the account's settings on {network}, or answer there."
            ),
        ),
        Fault.TOO_VISIBLE: (
            "an answer was seen by too many",
            (
                "{network} showed an answer to more people than the post that it answers. The desk has deleted it there where it "
                "could. Look at the account's newest posts on {network}, and at who sees its posts by default."
            ),
        ),
        Fault.LOOKUPS_REFUSED: (
            "deleted posts are not found",
            "{network} does not let the desk look posts up again: the words of deleted ones stay until it does.",
        ),
    },
    "ja": {
        Fault.ACCOUNT_DISCONNECTED: (
            "{network} との接続切れ",
            "{network} がアカウントまたはその鍵を拒否しています。解消するまで、受信も送信もできません。",
        ),
        Fault.REPLIES_REFUSED: (
            "{network} による返信の拒否",
            (
                "{network} がこのアカウントからの返信を受け付けません（ロック・凍結、またはアプリの書き込み権限なし）。受信は続く場合があります。"
                "まず {network} でアカウントの状態を確認してください。返信が1件送信できると解消します。"
            ),
        ),
        Fault.MESSAGES_REFUSED: (
            "{network} による DM 送信の拒否",
            (
                "{network} がこのアカウントまたはアプリからの DM を受け付けません。公開の返信は送信できる場合があります。"
                "DM が1件送信できると解消します。"
            ),
        ),
        Fault.OUT_OF_CREDIT: (
            "{network} の利用残高切れ",
            "{network} の利用残高がなくなりました。補充するまで、受信も送信もできません。",
        ),
        Fault.QUOTA_USED_UP: (
            "{network} の送信可能数切れ",
            (
                "{network} の料金プランで今月送信できる通数を使い切りました。月が変わるまで、デスクからは返信を送信できません。"
                "プランを変更するか、{network} のアプリから返信してください。受信は続きます。"
            ),
        ),
        Fault.QUOTA_NEAR: (
            "{network} の送信可能数が残りわずか",
            (
                "{network} の料金プランで今月送信できる通数の大半を使いました。使い切ると、月が変わるかプランを変更するまで返信を送信できません。"
            ),
        ),
        Fault.LIMIT_REACHED: (
            "費用の上限による停止",
            (
                "今月の {network} の費用が上限に達しました。上限を上げるか月が変わるまで、デスクからの読み取りを停止します。返信は送信でき、"
                "Webhook で届く投稿も受信できます。"
            ),
        ),
        Fault.RATE_LIMITED: (
            "{network} による制限",
            "{network} の制限によりしばらく読み取れていません。新しい投稿は遅れて届きます。",
        ),
        Fault.WEBHOOK_SILENT: (
            "Webhook 停止",
            "{network} の Webhook が届いていません。メンションは最大1分遅れで見つかります。",
        ),
        Fault.WEBHOOK_BROKEN: (
            "{network} の受信停止",
            (
                "{network} の Webhook のテストが失敗しています。{network} にはほかに受信する方法がないため、お客さまのメッセージが届きません。"
                "エンジニアが対応するまで、{network} のアプリで直接確認してください。"
            ),
        ),
        Fault.SUBSCRIPTIONS_LOST: (
            "{network} の購読停止",
            (
                "{network} がこのアカウントの Webhook の購読を終了し、デスクから再登録できませんでした。お客さまの投稿は定期確認だけで"
                "見つけるため、遅れて届きます。エンジニアが desk accounts connect で再接続してください。"
            ),
        ),
        Fault.SETUP_FAULTY: (
            "{network} の設定の不備",
            (
                "毎日の確認で、デスクの動作を妨げている、または近く妨げる設定が見つかりました。エンジニアの対応が必要です"
                "（desk doctor に詳細が表示されます）。"
            ),
        ),
        Fault.POLL_SILENT: ("巡回停止", "デスクの巡回が止まっています。Webhook が取りこぼした投稿を見つけられません。"),
        Fault.POLL_FAILED: (
            "巡回失敗",
            "巡回に {network} が応答しません。Webhook が取りこぼした投稿を見つけられません。",
        ),
        Fault.MENTIONS_UNREAD: (
            "メンション読取不可",
            "{network} がこのアカウントのメンションの読み取りを許可していません。Webhook が取りこぼした投稿を見つけられません。",
        ),
        Fault.MESSAGES_UNREAD: (
            "DM 読取不可",
            "{network} がこのアカウントの DM の読み取りを許可していません。Webhook が取りこぼした DM を見つけられません。",
        ),
        Fault.OWN_POSTS_UNREAD: (
            "自社投稿の読取不可",
            (
                "{network} がこのアカウントの投稿の読み取りを許可していません。{network} で直接返信しても、Webhook が取りこぼした場合は"
                "返信期限が止まりません。"
            ),
        ),
        Fault.HELD_ELSEWHERE: (
            "会話を別の受信箱が保持中",
            (
                "お客さまのメッセージが、別のアプリまたは {network} の受信箱が保持している会話に届いています。デスクからの返信は"
                "{network} に拒否されることがあります。{network} のアカウント設定でデスクのアプリを既定に選ぶか、{network} で返信してください。"
            ),
        ),
        Fault.TOO_VISIBLE: (
            "返信の公開範囲超過",
            (
                "{network} で、返信が元の投稿より広い範囲に公開されました。削除できたものは {network} から削除してあります。"
                "{network} でアカウントの最新の投稿と、公開範囲の既定の設定を確認してください。"
            ),
        ),
        Fault.LOOKUPS_REFUSED: (
            "削除済み投稿の確認不可",
            "{network} が投稿の再確認を許可していません。確認できるまで、削除された投稿の文面がデスクに残ります。",
        ),
    },
}
"""A name for the subject, and a sentence, for each fault; a network's rules may have texts of their own."""
