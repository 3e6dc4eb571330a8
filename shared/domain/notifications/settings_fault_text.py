"""The notification of unusable settings to managers, in their language and zone (I9, L7)."""

import html

from shared.domain.accounts.incident import Incident, IncidentNews
from shared.domain.settings.desk import Person
from shared.domain.templates.messages import Message
from shared.domain.text.formatting import local_time, one_line
from shared.domain.text.html_mail import anchor, document
from shared.domain.text.sms import two_parts


def unusable_settings_message(news: IncidentNews, incident: Incident, *, reader: Person, url: str) -> Message:
    """Return the notification, which names the settings as the file does."""
    ja = reader.language == "ja"
    since = local_time(incident.since, reader.zone, reader.language)
    named = one_line(incident.sentence, 600)
    subject = {
        IncidentNews.RAISED: (
            "Settings need mending: deadlines cannot be counted",
            "【要修正】設定どおりに返信期限を計算できません",
        ),
        IncidentNews.REMINDER: (
            "Still: settings need mending, deadlines cannot be counted",
            "【継続中】設定どおりに返信期限を計算できません",
        ),
        IncidentNews.RECOVERED: (
            "Recovered: deadlines are counted as set",
            "【復旧】返信期限は設定どおりに計算されています",
        ),
    }[news][ja]
    if news == IncidentNews.RECOVERED:
        lines = [
            "設定が修正されました。お待ちのチケットの返信期限も、設定どおりに計算し直します。"
            if ja
            else "The settings are sound again. The deadlines of tickets that wait are counted anew as set."
        ]
    elif ja:
        lines = [
            f"次の設定では、新しい投稿の返信期限を計算できません（{since} から）: {named}",
            (
                "よくある原因は、営業日の残っていないカレンダーです。投稿は失われません。修正されるまで、既定のポリシーの時間を24時間で数え、"
                "チケットに印を付けます。"
            ),
            "設定ページで、カレンダーまたはポリシーを修正してください。",
        ]
    else:
        lines = [
            f"These settings cannot give new posts their deadline (since {since}): {named}",
            (
                "A calendar that has no open days left is the usual reason. No post is lost: until this is mended the default "
                "policy's time counts around the clock, and the tickets are marked."
            ),
            "Mend the calendar or the policy on the settings page.",
        ]
    page = f"{url}/settings"
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return Message(
        subject=one_line(subject, 180),
        text="\n\n".join([*lines, page, ""]),
        html=document(f"{body}<p>{anchor('設定を開く' if ja else 'Open the settings', page)}</p>", reader.language),
        sms=two_parts(one_line(subject, 120), page),
    )
