"""Texts for faults that only X has, by language: a name for the subject, and a sentence (I8)."""

from collections.abc import Mapping

from shared.domain.accounts.faults import Fault

FAULT_TEXTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "en": {
        Fault.PERMISSION_LOST: (
            "permission for direct messages lost",
            (
                "X does not renew the account's permission any more: its webhook may stop telling of direct messages. "
                "Polling still finds them. An engineer has to connect the account again: desk accounts connect --oauth2."
            ),
        ),
        Fault.MESSAGES_ENCRYPTED: (
            "encrypted messages that the desk cannot read",
            (
                "Customers write encrypted messages to the account, which only X's own app can show. Look for them in X and "
                "answer there, or ask the customer to start a message that is not encrypted. The desk counts them, and keeps "
                "nothing of what they say; they have no ticket and no deadline."
            ),
        ),
    },
    "ja": {
        Fault.PERMISSION_LOST: (
            "DM の権限切れ",
            (
                "X がアカウントの権限を更新しません。Webhook で DM が届かなくなる場合があります（巡回では見つかります）。"
                "エンジニアが desk accounts connect --oauth2 で再接続してください。"
            ),
        ),
        Fault.MESSAGES_ENCRYPTED: (
            "デスクで読めない暗号化された DM",
            (
                "X のアプリでのみ読める、暗号化された DM が届いています。X で確認して返信するか、暗号化なしの DM を送っていただくよう"
                "お客さまにお願いしてください。デスクは件数だけを数え、内容は保存しません。チケットは作成されず、返信期限もありません。"
            ),
        ),
    },
}
