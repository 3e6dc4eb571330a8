"""The mails of the sign-in: the invitation, and the codes with which people prove an address or set a new password.

The sign-in itself puts the temporary password or the code in the place of its placeholder, so that the desk never holds
one. It limits a subject to 140 letters, and sends HTML.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.text.formatting import shortened
from shared.domain.text.html_mail import anchor, document
from shared.domain.text.sanitize import sanitized

VALID_DAYS = 7
"""How long a temporary password can be used; the stack tells the sign-in so (`infra/login.py`)."""

LONGEST_SUBJECT = 140
MOST_ACCOUNTS = 5


@dataclass(frozen=True, slots=True)
class SignInMail:
    subject: str
    html: str


def invitation(
    language: str, *, address: str, code: str, url: str, invited_by: str, accounts: Sequence[str]
) -> SignInMail:
    """Return the invitation in the language of the invited person. `address` and `code` are the placeholders of their
    credentials, `invited_by` is the admin's name, and `accounts` are the handles, if any, of the accounts that the desk
    answers from."""
    who, desk = sanitized(invited_by, 40), _handles(accounts, language)
    link, days = anchor(url, url), VALID_DAYS
    if language == "ja":
        subject = "Sokutō（即答）へのご招待" + (f"（{desk}）" if desk else "")
        answers = f"（{desk}）" if desk else ""
        lines = [
            (f"{who}さんから" if who else "") + f"お客さま対応デスク「Sokutō」{answers}に招待されました。",
            f"{days}日以内に、次のページからログインしてください。",
        ]
        mine = f"メールアドレス: {address}<br>仮パスワード: <code>{code}</code>"
        after = [
            "初回のログイン時に、ご自身のパスワードを設定していただきます。",
            "期限が切れた場合は、管理者に招待メールの再送を依頼してください。お心当たりのない場合は、このメールを破棄してください。",
        ]
    else:
        subject = "You are invited to Sokutō" + (f", the support desk of {desk}" if desk else "")
        answers = (
            f", the desk from which your team answers customers of {desk}" if desk else ", your team's support desk"
        )
        lines = [
            (f"{who} has invited you" if who else "You have been invited") + f" to Sokutō{answers}.",
            f"Sign in here within {days} days:",
        ]
        mine = f"E-mail address: {address}<br>Temporary password: <code>{code}</code>"
        after = [
            "You choose a password of your own when you sign in for the first time.",
            (
                "If the temporary password no longer works, ask an admin to send the invitation again. If you did not "
                "expect this mail, you can ignore it."
            ),
        ]
    body = _paragraphs(lines) + f"<p>{link}</p><p>{mine}</p>" + _paragraphs(after)
    return SignInMail(shortened(subject, LONGEST_SUBJECT), document(body, language))


def code_mail(language: str | None, *, code: str, url: str) -> SignInMail:
    """Return the mail with a code: in both languages, the reader's first, since the sign-in may not know of a later
    change of language. The mail asks nobody to answer it, or to give the code to anybody."""
    texts = {"en": _CODE["en"].format(code=code), "ja": _CODE["ja"].format(code=code)}
    order = ("ja", "en") if language == "ja" else ("en", "ja")
    subject = "Sokutō: " + " / ".join(_CODE_SUBJECT[each] for each in order)
    parts = [f'<p lang="{each}">{texts[each]}</p>' for each in order]
    return SignInMail(subject, document("<hr>".join(parts) + f"<p>{anchor(url, url)}</p>", order[0]))


_CODE_SUBJECT = {"en": "your confirmation code", "ja": "確認コード"}
_CODE = {
    "en": (
        "Your confirmation code is <strong>{code}</strong>. Enter it on the page that asked for it, and give it to nobody. "
        "If you did not ask for a code, you can ignore this mail."
    ),
    "ja": (
        "確認コードは <strong>{code}</strong> です。コードの入力を求めたページに入力し、ほかの人には教えないでください。"
        "お心当たりのない場合は、このメールを破棄してください。"
    ),
}


def _handles(accounts: Sequence[str], language: str) -> str:
    shown = [sanitized(each, 40) for each in accounts[:MOST_ACCOUNTS]]
    more = len(accounts) - len(shown)
    if more > 0:
        shown.append(f"ほか{more}件" if language == "ja" else f"{more} more")
    if language == "ja":
        return "、".join(shown)
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def _paragraphs(lines: Sequence[str]) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)
