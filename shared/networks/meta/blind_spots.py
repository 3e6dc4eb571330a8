"""What Meta's networks neither tell an app nor let it read again (N1), as its documentation of webhooks and of the conversation,
comment and mention APIs says: https://developers.facebook.com/docs/messenger-platform/conversations and
https://developers.facebook.com/docs/instagram-platform/webhooks."""

from collections.abc import Mapping, Sequence

BlindSpots = Mapping[str, Sequence[str]]

_CHATS = {
    "en": (
        "Of a conversation the 20 newest messages can be read again; older ones that Meta did not deliver are lost.",
        "Conversations in the request folder that are silent for 30 days cannot be read again.",
    ),
    "ja": (
        "会話を取得し直せるのは新しい20件までです。それより前に届かなかったメッセージは取得できません。",
        "「リクエスト」に入った会話は、30日間動きがないと取得し直せません。",
    ),
}

FACEBOOK: BlindSpots = {
    "en": (
        "Mentions of the Page elsewhere that Meta did not deliver cannot be read again.",
        "A comment that its author deletes is noticed when Meta tells of it, or when the desk looks: every hour at those that wait.",
        "Comments that Meta did not deliver are found under the newest 100 posts, and once a day under the newest 400.",
        "Posts and comments that only friends can see are not shown to the Page.",
    ),
    "ja": (
        "ほかの場所でのページへのメンションは、届かなかった場合に取得し直せません。",
        "投稿者が削除したコメントは、Meta からの通知か、デスクの確認（返信待ちのものは1時間ごと）で分かります。",
        "届かなかったコメントを見つけられるのは、新しい投稿100件（1日1回は400件）の下にあるものです。",
        "友達だけに公開された投稿とコメントは、ページからは見えません。",
    ),
}

MESSENGER: BlindSpots = {
    "en": (
        *_CHATS["en"],
        "Messenger does not tell of messages that a customer unsends: their words stay here until they expire.",
    ),
    "ja": (
        *_CHATS["ja"],
        "お客さまが Messenger で送信を取り消しても通知されません。保存期間が過ぎるまで、内容はここに残ります。",
    ),
}

INSTAGRAM: BlindSpots = {
    "en": (
        *_CHATS["en"],
        "GIFs and stickers that stand alone are not delivered, and pictures that can be viewed once come without the picture.",
        "Mentions by private accounts, and story mentions that Meta did not deliver, are never seen.",
        "Instagram does not tell when a comment is edited or deleted: the desk looks, every hour at those that wait.",
        "Comments that Meta did not deliver are found under the newest 100 posts, and once a day under the newest 300.",
    ),
    "ja": (
        *_CHATS["ja"],
        "GIF やスタンプだけのメッセージは届きません。1回だけ表示できる写真は、写真なしで届きます。",
        "非公開アカウントによるメンションと、届かなかったストーリーズでのメンションは取得できません。",
        "コメントの編集と削除は通知されません。デスクの確認（返信待ちのものは1時間ごと）で分かります。",
        "届かなかったコメントを見つけられるのは、新しい投稿100件（1日1回は300件）の下にあるものです。",
    ),
}
