"""Stories of customers on LINE: short messages one after the other, stickers, pictures, now and then one taken back."""

from typing import Final

from infra.local.customers.story import Picture, Sticker, Story, TakenBack

STORIES: Final = (
    Story(
        "yui",
        "ゆい",
        ("こんばんは", "{order} の荷物、今日届くはずなんですがまだ来てません💦", "何時ごろになりそうですか？"),
        again="すみません、まだ家で待ってます…",
        thanks=Sticker("ありがとう"),
    ),
    Story(
        "kento",
        "けんと",
        ("返品したいです", Picture("取っ手の取れた鍋"), "昨日届いて、箱を開けたらこうなってました"),
        again="写真、届いてますか？",
        thanks="ありがとうございます！その方法で送ります",
    ),
    Story(
        "mio",
        "みお",
        ("返金ってどのくらいかかりますか", "10日前に {order} をキャンセルしたんですが、まだ戻ってきてなくて"),
        thanks=Sticker("OK"),
    ),
    Story(
        "sora",
        "そら☁️",
        ("アプリにログインできません", Picture("ログイン画面のエラー"), "パスワードを変えてもだめでした😢"),
        again="どなたかいらっしゃいますか🙏",
        thanks="入れました！！助かりました",
    ),
    Story("hana", "はな", "駅前の店舗は今日何時まで開いてますか？", thanks="ありがとうございます！行ってみます"),
    Story(
        "riku",
        "りく",
        (
            "{order} のお届け先を変えられますか",
            TakenBack("みどり町1-2-3 ひだまりハイツ203です"),
            "すみません、住所を送ってしまったので取り消しました。どうお伝えすればいいですか？",
        ),
        thanks="わかりました、そちらから変更します",
    ),
    Story("saki", "さき", ("今日の配達の方、とても親切でした😊", Sticker("ありがとう"))),
    Story(
        "emma",
        "Emma",
        ("Hi! Is English OK here?", "I got a green kettle instead of the blue one 😅", "Can I get the right one?"),
        again="Sorry to bother you again! It's about {order}",
        thanks=Sticker("Thank you"),
    ),
    Story(
        "haru",
        "はる",
        ("プレゼント用の包装ってお願いできますか？", "{order} です。来週渡したいんです🎁"),
        thanks=Sticker("よろしくお願いします"),
    ),
    Story(
        "nagi",
        "なぎ",
        ("{order} の請求が2回きてます", Picture("カードの明細"), "確認をお願いします"),
        again="二重請求の件、まだでしょうか",
        thanks="返金、確認しました。ありがとうございました",
    ),
    Story("ren", "れん", (Sticker("すみません"), "領収書がほしいです", "{order} です")),
    Story(
        "lucas",
        "Lucas",
        ("Hello", "Does the store near the station have the rice cooker with an English manual?"),
        thanks="Great, see you on Saturday!",
    ),
)
"""A third of them without a word that the demo's keyword rules know: they are promised an answer within two minutes."""
