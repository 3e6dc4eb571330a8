"""The notification of requests for erasure that the desk cannot carry out by itself, to admins, in their language and zone (I6)."""

import html

from shared.domain.accounts.incident import Incident, IncidentNews
from shared.domain.settings.desk import Person
from shared.domain.templates.messages import Message
from shared.domain.text.formatting import local_time, one_line
from shared.domain.text.html_mail import document
from shared.domain.text.sms import two_parts

_SUBJECTS = {
    IncidentNews.RAISED: (
        "Somebody asks to have their data deleted: please see to it",
        "【要対応】お客さまからデータ削除の依頼があります",
    ),
    IncidentNews.REMINDER: (
        "Still open: somebody asks to have their data deleted",
        "【未対応】お客さまからのデータ削除の依頼が残っています",
    ),
    IncidentNews.RECOVERED: (
        "Done: no request to delete data is open",
        "【対応済み】データ削除の依頼はすべて完了しました",
    ),
}


def open_erasures_message(news: IncidentNews, incident: Incident, *, reader: Person) -> Message:
    """Return the notification, whose codes name the requests and nobody."""
    ja = reader.language == "ja"
    subject = _SUBJECTS[news][ja]
    lines = _lines(incident, local_time(incident.since, reader.zone, reader.language), ja=ja)
    if news is IncidentNews.RECOVERED:
        lines = [
            "データ削除の依頼はすべて完了しました。" if ja else "Every request to delete somebody's data is settled."
        ]
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return Message(
        subject=one_line(subject, 180),
        text="\n\n".join([*lines, ""]),
        html=document(body, reader.language),
        sms=two_parts(one_line(subject, 120), ""),
    )


def _lines(incident: Incident, since: str, *, ja: bool) -> list[str]:
    codes = one_line(incident.sentence, 600)
    if ja:
        return [
            f"ネットワークを通じて、データ削除の依頼が届いています（{since} から）。確認コード: {codes}",
            (
                "依頼した人がどのお客さまかを、デスクは自動で特定できませんでした。「desk erasures list」で理由を確認し、"
                "「desk erase」でお客さまのデータを削除してから、「desk erasures settle コード」で完了を記録してください。"
            ),
            "法令やネットワークの規約で期限が定められている場合があります。お早めに対応してください。",
        ]
    return [
        f"A network has brought requests to delete somebody's data (since {since}). Confirmation codes: {codes}",
        (
            "The desk could not tell by itself which customer asks. `desk erasures list` says why; erase the customer with "
            "`desk erase`, then record it with `desk erasures settle CODE`."
        ),
        "The law and the network's terms may set a time limit for it.",
    ]
