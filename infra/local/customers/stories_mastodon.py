"""Stories of customers on Mastodon: on servers of their own, some with a content warning, some not for everybody's eyes.

`{brand}` becomes the account's handle.
"""

from typing import Final

from infra.local.customers.story import Story

STORIES: Final = (
    Story(
        "fern@meadow.example",
        "Fern",
        "@{brand} I ordered a teapot ({order}) ten days ago and the tracking page has been empty ever since. Is it on its way?",
        again="@{brand} still an empty page for {order}, I am afraid. Did it get lost?",
        thanks="@{brand} found at the neighbour's. Thank you for phoning the carrier!",
    ),
    Story(
        "shiori@minato.example",
        "しおり",
        "@{brand} 届いたお皿が割れていました（写真あり）。交換をお願いできますか。注文番号は {order} です。",
        warning="割れた食器の話",
        thanks="@{brand} 早速ありがとうございます。到着をお待ちしています。",
    ),
    Story(
        "basil@meadow.example",
        "Basil",
        "@{brand} you charged my card twice for {order}. I would rather not shout about it, so followers only. Who can fix this?",
        visibility="private",
        again="@{brand} {order}, charged twice, no answer yet.",
        thanks="@{brand} the second charge is gone. Much obliged.",
    ),
    Story(
        "tsumugi@minato.example",
        "つむぎ",
        "@{brand} 土鍋は食洗機で洗っても大丈夫でしょうか。説明書が見当たらなくて。",
        visibility="unlisted",
        thanks="@{brand} 手洗いにします。助かりました。",
    ),
    Story(
        "rowan@allotment.example",
        "Rowan",
        "@{brand} my new address is 14 Plum Lane, could you send {order} there instead? It has not left yet, I hope.",
        direct=True,
        again="@{brand} hello, was the address in time?",
        thanks="@{brand} lovely, thank you.",
    ),
    Story(
        "madoka@minato.example",
        "まどか",
        "@{brand} アプリでパスワードを変えてから、パソコンの方でログインできなくなりました。同じ症状の方いますか？",
        thanks="@{brand} 直りました！",
    ),
    Story(
        "clover@allotment.example",
        "Clover",
        "@{brand} your people at the store by the station mended my kettle's lid while I waited. Lovely work.",
    ),
)
