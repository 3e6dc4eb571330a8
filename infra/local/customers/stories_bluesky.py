"""Stories of customers on Bluesky: mentions, replies below what the brand has posted, quotes of it, and a private one.

`{brand}` becomes the account's handle, which a reply does not need.
"""

from typing import Final

from infra.local.customers.story import Story

_KETTLE: Final = "ホーローケトルに新色「霧」が加わりました。本日10時より発売です。 / Our enamel kettle now comes in “mist”, from today."
_HOLIDAYS: Final = "【年末年始のお知らせ】12月30日から1月3日までは、お届けとお問い合わせ窓口をお休みします。"

STORIES: Final = (
    Story(
        "poppy",
        "Poppy draws maps",
        "@{brand} my parcel {order} has been “out for delivery” since yesterday morning and the driver has not been seen. "
        "Could somebody find out where it is?",
        again="@{brand} day two of waiting in for {order}. Any news?",
        thanks="Thank you, that explains it. I will be in on Thursday.",
    ),
    Story(
        "komugi",
        "こむぎ",
        "この新色、いま使っている専用の台座にもそのまま載りますか？",
        below=_KETTLE,
        thanks="ありがとうございます。それなら買い足します！",
    ),
    Story(
        "otto",
        "Otto",
        "Bought this one in spring and the lid is cracked already. Lovely colour, but @{brand} how does the guarantee work?",
        below=_KETTLE,
        quotes=True,
        thanks="Fair enough. Form filled in, thanks.",
    ),
    Story(
        "sumire",
        "すみれ",
        "@{brand} 先月キャンセルした {order} の返金がまだのようです。カード会社に確認しても「店側の処理待ち」とのことでした。"
        "状況を教えていただけますか。",
        again="@{brand} {order} の返金の件、その後いかがでしょうか。",
        thanks="丁寧に調べていただいて、ありがとうございました。",
    ),
    Story(
        "quill",
        "Quill",
        "@{brand} your app logs me out whenever I open the basket (Android, newest version, tried a new password). Known problem?",
        thanks="The update fixed it, cheers.",
    ),
    Story(
        "hinata",
        "ひなた",
        "お休みの間に予約した分は、年明けの何日ごろに発送されますか？",
        below=_HOLIDAYS,
        again="@{brand} すみません、予約分の発送日について、お返事をお待ちしています。",
        thanks="承知しました。楽しみに待っています。",
    ),
    Story(
        "tansy",
        "Tansy",
        "@{brand} is the store by the station open during the holidays, or closed like the hotline?",
        thanks="Perfect.",
    ),
    Story(
        "aoi",
        "あおい",
        "使い始めて3年、取っ手のねじが緩んだと相談したら、店員さんがその場で直してくれました。本当に親切。",
        below=_KETTLE,
        quotes=True,
    ),
    Story(
        "wren",
        "Wren",
        "Hello, this concerns {order} and my address, so I would rather not ask in public. Can it still go to another flat?",
        again="Hello again, the parcel leaves tomorrow, so I am a little nervous.",
        thanks="Wonderful, thank you for being so quick.",
        direct=True,
    ),
    Story(
        "itsuki",
        "いつき",
        "@{brand} {order} で注文と違う色が届きました。交換の手続きは、店頭でもできますか？",
        thanks="ありがとうございます。週末に持っていきます。",
    ),
)
