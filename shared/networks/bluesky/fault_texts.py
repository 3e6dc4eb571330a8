"""Texts for faults that Bluesky has its own words for, by language: a name for the subject, and a sentence (I8)."""

from collections.abc import Mapping

from shared.domain.accounts.faults import Fault

FAULT_TEXTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "en": {
        Fault.PERMISSION_LOST: (
            "session with Bluesky lost",
            (
                "Bluesky neither renews the account's session nor takes its app password: nothing can be read or answered once the "
                "session has run out. An engineer makes a new app password in Bluesky and connects the account again: desk accounts "
                "connect --sign-in."
            ),
        ),
        Fault.MESSAGES_UNREAD: (
            "direct messages on Bluesky cannot be read",
            (
                "Bluesky refuses to have the account's direct messages read. Most likely its app password was made without "
                "them: make one with access to direct messages, and connect the account again: desk accounts connect --sign-in."
            ),
        ),
    },
    "ja": {
        Fault.PERMISSION_LOST: (
            "Bluesky との接続切れ",
            (
                "Bluesky がアカウントの接続を更新せず、アプリパスワードも受け付けません。現在の接続が切れると、受信も返信もできなくなります。"
                "エンジニアが Bluesky でアプリパスワードを作り直し、desk accounts connect --sign-in で再接続してください。"
            ),
        ),
        Fault.MESSAGES_UNREAD: (
            "Bluesky の DM を読めません",
            (
                "Bluesky がアカウントの DM の読み取りを拒否しています。アプリパスワードに DM へのアクセスが許可されていない可能性があります。"
                "DM へのアクセスを許可したアプリパスワードを作成し、desk accounts connect --sign-in で再接続してください。"
            ),
        ),
    },
}
