"""What became of a person's request to have their data erased: a page without a login, in English and Japanese, at the address
that a network shows to the person. It holds no script, and nothing of the person."""

import html
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.http.language import preferred_language
from shared import wiring
from shared.domain.privacy.erasure_request import ErasureRequest, ErasureState

router = Router()

_CODE = re.compile(r"[0-9a-f]{32}", re.ASCII)

_ZONES = {"en": ZoneInfo("UTC"), "ja": ZoneInfo("Asia/Tokyo")}

_TITLES = {"en": "Deletion of your data", "ja": "お客さまのデータの削除"}

_CODES = {"en": "Confirmation code: {code}", "ja": "確認コード: {code}"}

_SENTENCES: dict[str, dict[ErasureState | None, str]] = {
    "en": {
        None: (
            "No request with this code is known. If it was made within the last ten minutes, please open this page again "
            "later."
        ),
        ErasureState.RECEIVED: "Your request of {asked} has been received. Your data will be deleted shortly.",
        ErasureState.BY_HAND: (
            "Your request of {asked} has been received. Whether more data is yours could not be found out automatically, so a "
            "person sees to it."
        ),
        ErasureState.ERASED: (
            "Your request of {asked} has been carried out: your data was deleted on {settled}. Backups, which nobody reads, hold "
            "it for 35 more days at most."
        ),
        ErasureState.NOTHING_HELD: (
            "Your request of {asked} has been carried out on {settled}: no data of yours was held, so nothing had to be "
            "deleted."
        ),
    },
    "ja": {
        None: "この確認コードの依頼は見つかりません。依頼から10分以内の場合は、しばらくしてからこのページをもう一度開いてください。",
        ErasureState.RECEIVED: "{asked}のご依頼を受け付けました。まもなくデータを削除します。",
        ErasureState.BY_HAND: (
            "{asked}のご依頼を受け付けました。お客さまのデータをすべて自動では特定できなかったため、担当者が確認しています。"
        ),
        ErasureState.ERASED: (
            "{asked}のご依頼について、{settled}にデータを削除しました。閲覧されることのないバックアップにも、"
            "最長で35日間のみ残ります。"
        ),
        ErasureState.NOTHING_HELD: (
            "{asked}のご依頼を{settled}に確認しました。お客さまのデータは保存されていなかったため、削除するものはありませんでした。"
        ),
    },
}

POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="stylesheet" href="/css/deletion.css">
</head>
<body>
<h1>{title}</h1>
<p>{sentence}</p>
<p class="code">{code}</p>
</body>
</html>
"""


@router.get("/deletion/<code>")
def show(code: str) -> Response[str]:
    language = preferred_language(router)
    found = wiring.desk().erasures.find(code) if _CODE.fullmatch(code) else None
    words = {
        "language": language,
        "title": _TITLES[language],
        "sentence": _sentence(found, language),
        "code": _CODES[language].format(code=code),
    }
    body = PAGE.format(**{name: html.escape(word) for name, word in words.items()})
    return Response(
        status_code=404 if found is None else 200,
        content_type="text/html; charset=utf-8",
        body=body,
        headers={"content-language": language, "content-security-policy": POLICY, "vary": "accept-language"},
    )


def _sentence(request: ErasureRequest | None, language: str) -> str:
    if request is None:
        return _SENTENCES[language][None]
    settled = request.settled_at or request.received_at
    return _SENTENCES[language][request.state].format(
        asked=_day(request.received_at, language), settled=_day(settled, language)
    )


def _day(instant: datetime, language: str) -> str:
    at = instant.astimezone(_ZONES[language])
    return f"{at.year}年{at.month}月{at.day}日" if language == "ja" else f"{at.day} {at:%B %Y}"
