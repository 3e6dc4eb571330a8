"""Stories of customers on X: a sentence or two, the account named in it."""

from typing import Final

from infra.local.customers.story import Story
from infra.local.fake_x import seed

_HELP: Final = (
    Story(
        "tea_and_rain",
        "Mira",
        "@acme_help my order {order} was due on Tuesday and still says “preparing”. Can you tell me where it is?",
        again="@acme_help hello? I am still waiting for news about {order}.",
        thanks="Thanks, that was quick!",
    ),
    Story(
        "north_bay",
        "Ned",
        "Third time this week that the @acme_help app logs me out in the middle of paying. What is going on?",
        thanks="Reinstalling did it. Thank you 🙏",
    ),
    Story(
        "lena_draws",
        "Lena",
        "@acme_help the lamp in {order} came with a cracked shade. Photos are ready, where do I send them?",
        again="@acme_help it has been a while… who looks after broken goods?",
        thanks="Sent! Thanks for the help.",
    ),
    Story(
        "oat_milk",
        "Otto",
        "Wanted the blue kettle, got the green one. @acme_help do I have to send it back before you ship the right one?",
    ),
    Story(
        "pixel_petra",
        "Petra",
        "@acme_help I cannot reset my password, the mail never arrives. Checked the spam folder twice.",
        again="@acme_help any idea? I need to change an address before the parcel leaves.",
        thanks="It worked, thank you so much!",
    ),
    Story(
        "slow_sunday",
        "Ivo",
        "@acme_help is the store by the station open on public holidays?",
        thanks="Perfect, see you then.",
    ),
    Story(
        "left_socks",
        "Fay",
        "Returned {order} three weeks ago @acme_help and there is no refund on my card. This is getting annoying.",
        again="Still nothing, @acme_help. Who do I talk to about a refund?",
    ),
    Story(
        "gus_grows",
        "Gus",
        "Just wanted to say that your driver carried the planter up four floors. Lovely people, @acme_help!",
    ),
    Story(
        "the_late_owl",
        "Noor",
        "@acme_help can I still change the delivery address of {order}? I am moving on Friday.",
        thanks="Great, thanks!",
    ),
    Story(
        "tiny_kitchen",
        "Bea",
        "@acme_help the warranty card for the mixer was missing from the box. Do I need it if something breaks?",
    ),
    Story(
        "reading_rolf",
        "Rolf",
        "Hello, I would rather not post my address in public. Could you send the invoice for {order} again?",
        again="Hello, is anybody reading this?",
        thanks="Got it, thank you.",
        direct=True,
    ),
    Story(
        "kite_and_co",
        "Juno",
        "@acme_help you charged me twice for {order} 😡 please fix this today",
        again="@acme_help TWICE. Please look into it.",
        thanks="OK, I see the refund now. Thanks.",
    ),
)

_JP: Final = (
    Story(
        "yuzu_biyori",
        "ゆず",
        "@acme_jp 注文番号 {order} の荷物が予定日を過ぎても届きません。いまどこにありますか？",
        again="@acme_jp まだお返事がないようですが、{order} の件はどうなりましたか？",
        thanks="早速のご対応ありがとうございます！",
    ),
    Story(
        "mugi_no_hi",
        "むぎ",
        "@acme_jp 届いたマグカップの取っ手が欠けていました…。返品はどうすればいいでしょうか。",
        thanks="ありがとうございます。手続きしてみます。",
    ),
    Story(
        "sanpo_biyori",
        "さんぽ",
        "アプリを更新したらログインできなくなりました。パスワードの再設定メールも来ません。@acme_jp",
        again="@acme_jp 急いでいます。どなたか見ていただけませんか。",
        thanks="無事に入れました！助かりました🙇",
    ),
    Story(
        "kumo_to_sora",
        "くも",
        "@acme_jp 先月お願いした {order} の返金がまだカードに反映されていません。いつ頃になりますか？",
        again="@acme_jp 返金の件、確認をお願いします。",
    ),
    Story(
        "neko_mado",
        "ねこまど",
        "@acme_jp 駅前の店舗は祝日も営業していますか？",
        thanks="承知しました。伺います！",
    ),
    Story(
        "ame_no_asa",
        "あさ",
        "青のケトルを頼んだのに緑が届きました😢 @acme_jp 交換できますか？",
        again="@acme_jp すみません、交換の件です。まだでしょうか。",
        thanks="すぐに交換していただけて嬉しいです。ありがとうございます。",
    ),
    Story(
        "hakoniwa_m",
        "はこにわ",
        "配達の方がとても親切でした。@acme_jp さん、いつもありがとうございます！",
    ),
    Story(
        "tsuki_ringo",
        "りんご",
        "@acme_jp 引っ越すので {order} の届け先を変更したいです。まだ間に合いますか？",
        thanks="間に合ってよかったです。ありがとうございました。",
    ),
    Story(
        "okashi_bako",
        "おかし",
        "ＤＭで失礼します。{order} の領収書を再発行していただけますか。",
        again="領収書の件、いかがでしょうか。",
        thanks="受け取りました。ありがとうございます。",
        direct=True,
    ),
    Story(
        "minato_hiru",
        "みなと",
        "@acme_jp ギフト包装を頼み忘れました。発送前なら追加できますか？",
    ),
    Story(
        "komorebi_3",
        "こもれび",
        "@acme_jp {order} が二重に請求されています。至急確認してください。",
        again="@acme_jp 二重請求の件です。今日中に返事をください。",
        thanks="返金を確認しました。ご対応ありがとうございました。",
    ),
)

STORIES: Final[tuple[tuple[seed.SeedAccount, tuple[Story, ...]], ...]] = ((seed.ACME_HELP, _HELP), (seed.ACME_JP, _JP))
