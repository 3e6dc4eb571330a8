"""Stories of customers on Facebook, Messenger and Instagram: comments below the brand's posts, messages, and both."""

from typing import Final

from infra.local.customers.story import InPrivate, Picture, Sticker, Story, TakenBack

KETTLES: Final = (
    "Our autumn kettles are here: three new colours, one of them only until November. 秋の新色ケトル、発売です。"
)
OPENING_HOURS: Final = "We are open on the holiday, from ten to six. 祝日も10時から18時まで営業します。"
LUNCH_BOXES: Final = "お弁当箱の新作です。Which one is yours?"

FACEBOOK: Final = (
    Story(
        "henrietta",
        "Henrietta Moss",
        'I ordered the blue one on the 3rd ({order}) and it still says "preparing". Has it been forgotten?',
        again="Hello? It is about {order}.",
        thanks="Thank you, I had not seen the mail.",
        below=KETTLES,
    ),
    Story(
        "yoshiko",
        "小川 よしこ",
        "届いたケトルのふたが閉まりません。交換してもらえますか？注文番号はメッセージでお伝えします。",
        again="どなたか見ていらっしゃいますか。",
        thanks="迅速な対応をありがとうございます。届くのを待ちますね。",
        below=KETTLES,
    ),
    Story(
        "gordon",
        "Gordon Lea",
        "You charged me twice for {order}! Two identical lines on my statement.",
        again="Still no word about the second charge.",
        thanks="I see the refund now. All good.",
        below=KETTLES,
    ),
    Story(
        "michiko",
        "森 美智子",
        "祝日は駅前の店舗も開いていますか？",
        thanks="ありがとうございます。伺います。",
        below=OPENING_HOURS,
    ),
    Story(
        "agnes",
        "Agnes Holt",
        "The lady at the counter wrapped everything for the children. Lovely people.",
        below=OPENING_HOURS,
    ),
    Story(
        "takumi",
        "西村 拓海",
        "アプリにログインできず、予約が確認できません。パスワードの再設定メールも届きません。",
        thanks="届きました。ありがとうございました。",
        below=OPENING_HOURS,
    ),
)

MESSENGER: Final = (
    Story(
        "oswald",
        "Oswald Finch",
        ("Hi there", "Could you tell me when {order} will be here? I have taken the day off for it."),
        again="It is past noon now…",
        thanks="Brilliant, thanks!",
        direct=True,
    ),
    Story(
        "kazue",
        "石田 和江",
        ("こんにちは", Picture("割れた皿"), "今朝届いたお皿が割れていました。返品できますか？"),
        again="写真はご覧になれましたか？",
        thanks="丁寧にありがとうございます。",
        direct=True,
    ),
    Story(
        "tobias",
        "Tobias Reed",
        ("Your app logs me out every single time I open it", "I have changed my password twice already"),
        thanks=Sticker("Thumbs up"),
        direct=True,
    ),
    Story(
        "nanami",
        "上田 ななみ",
        "先週キャンセルした {order} の返金はいつになりますか？",
        thanks="承知しました。ありがとうございます！",
        direct=True,
    ),
    Story(
        "edith",
        "Edith Crane",
        ("Is the store by the river still open on Sundays?", Sticker("Waving")),
        thanks="See you then.",
        direct=True,
    ),
)

INSTAGRAM: Final = (
    Story(
        "mei.bento",
        "めい",
        (
            "この柄、まだありますか？",
            InPrivate("先ほどコメントした者です。{order} と一緒に送っていただけると助かります"),
        ),
        again="在庫、確認していただけましたか🙏",
        thanks="わーい、ありがとうございます！",
        below=LUNCH_BOXES,
    ),
    Story(
        "willow.cooks",
        "Willow",
        "Mine arrived cracked 😢 who do I talk to?",
        again="Anyone? It is {order}",
        thanks="Thank you so much!!",
        below=LUNCH_BOXES,
    ),
    Story(
        "soraphoto",
        "そら",
        (Picture("カードの明細"), "{order} の請求が二重になっています", TakenBack("カード番号は…あ、間違えました")),
        again="二重請求の件、いかがでしょうか",
        thanks="確認できました。お手数おかけしました",
        direct=True,
    ),
    Story(
        "jasper_and_pip",
        "Jasper",
        "The lid pops off the small one. Can I get the right one instead of the one you sent?",
        thanks="Legends. Cheers!",
        below=LUNCH_BOXES,
    ),
    Story(
        "hinata.days",
        "ひなた",
        "店員さんがとても親切で、娘も大喜びでした💕",
        below=LUNCH_BOXES,
    ),
    Story(
        "poppy.bakes",
        "Poppy",
        ("hiya! does the store in the old town have the red one?", Picture("a shelf")),
        thanks="on my way 🏃‍♀️",
        direct=True,
    ),
)
