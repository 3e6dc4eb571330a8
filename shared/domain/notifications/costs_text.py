"""The notification of the networks' costs to managers, in their language (L7)."""

import html

from shared.domain.accounts.costs import Spending
from shared.domain.settings.desk import Person
from shared.domain.templates.messages import Message
from shared.domain.text.formatting import one_line
from shared.domain.text.html_mail import anchor, document
from shared.domain.text.sms import two_parts


def near_limit_message(spent: Spending, *, networks: str, reader: Person, url: str) -> Message:
    """Return the warning, which is sent once, while there is time to raise the limit: what stops when it is used up,
    and what does not. `networks` names those that the desk answers on."""
    limit = spent.limit or spent.usd
    percent = int(spent.usd / limit * 100) if limit else 100
    month = f"{spent.month.year}年{spent.month.month}月" if reader.language == "ja" else f"{spent.month:%B %Y}"
    if reader.language == "ja":
        subject = f"【注意】{networks} の費用が{month}の上限の{percent}%に達しました"
        lines = (
            f"{month}の {networks} の費用は、デスクの集計で {spent.usd:.2f} ドルです（上限 {limit:.2f} ドル）。",
            f"上限に達すると、デスクは {networks} からの読み取り（巡回と投稿の再確認）を止めます。返信は止まりません。Webhook が届ける投稿も引き続き届きます。",
            "止めたくない場合は、設定の「月の上限額」を上げてください。月は UTC で数えます。",
        )
        link = anchor("レポートを開く", f"{url}/reports")
    else:
        subject = f"{networks} has cost {percent} % of the limit for {month}"
        lines = (
            f"The desk has counted {spent.usd:.2f} USD for {networks} in {month}; the limit is {limit:.2f} USD.",
            (
                f"Once it is used up, the desk stops reading from {networks} (polling, and looking stored posts up again). Answers go on "
                "going out, and what the webhook delivers goes on coming in."
            ),
            "If that is too early, raise the limit in the settings. The month is counted in UTC.",
        )
        link = anchor("Open the reports", f"{url}/reports")
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return Message(
        subject=one_line(subject, 180),
        text="\n\n".join([*lines, f"{url}/reports", ""]),
        html=document(f"{body}<p>{link}</p>", reader.language),
        sms=two_parts(one_line(subject, 120), url),
    )
