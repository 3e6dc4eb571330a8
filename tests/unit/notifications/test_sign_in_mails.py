"""The sign-in invites people, and sends them codes, in their own language."""

import json
import logging
import re
from typing import Any

import pytest

from functions.compose_sign_in_mails import handler
from shared.domain.errors import (
    ForbiddenError,
    InvalidError,
    NotFoundError,
    SignedInAlreadyError,
    TooSoonError,
    UnavailableError,
)
from shared.domain.notifications.sign_in_text import invitation
from shared.ports.people import Invitation
from shared.ports.settings import Document
from shared.usecases.people.manage_people import add_person, change_person, disable_person, enable_person, invite_again
from shared.usecases.settings.documents import person_of
from tests.builders import minutes
from tests.fake_desk import FakeDesk
from tests.unit.people.test_people import JO, with_admins

CODE, NAME = "{####}", "{username}"
EVERY_CODE = (
    "CustomMessage_ForgotPassword",
    "CustomMessage_ResendCode",
    "CustomMessage_UpdateUserAttribute",
    "CustomMessage_VerifyUserAttribute",
    "CustomMessage_Authentication",
    "CustomMessage_SignUp",
)


def event(source: str, metadata: dict[str, str] | None = None, **attributes: str) -> dict[str, Any]:
    """As Cognito sends it."""
    return {
        "version": "1",
        "triggerSource": source,
        "region": "ap-northeast-1",
        "userPoolId": "ap-northeast-1_abc",
        "userName": "5f0c9a4e",
        "callerContext": {"awsSdkVersion": "x", "clientId": "y"},
        "request": {
            "userAttributes": {"sub": "5f0c9a4e", "email": "jo@example.com", **attributes},
            "codeParameter": CODE,
            "usernameParameter": NAME if source == "CustomMessage_AdminCreateUser" else None,
            "linkParameter": "{##Click Here##}",
            "clientMetadata": metadata,
        },
        "response": {"smsMessage": None, "emailMessage": None, "emailSubject": None},
    }


@pytest.fixture(autouse=True)
def _address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_URL", "https://desk.example.com/")


def words(source: str, metadata: dict[str, str] | None = None, **attributes: str) -> tuple[str, str]:
    asked = event(source, metadata, **attributes)
    told = handler(asked, None)
    assert {**told, "response": None} == {**event(source, metadata, **attributes), "response": None}
    return told["response"]["emailSubject"], told["response"]["emailMessage"]


SAYS = {"invited_by": "Sam Rivera", "accounts": "@acme_help\n@acme_jp"}


def test_an_invitation_says_by_whom_to_what_and_where_in_the_readers_language() -> None:
    subject, body = words("CustomMessage_AdminCreateUser", {**SAYS, "language": "en"})
    assert subject == "You are invited to Sokutō, the support desk of @acme_help and @acme_jp"
    for said in ("Sam Rivera has invited you", "7 days", 'href="https://desk.example.com"', CODE, NAME, 'lang="en"'):
        assert said in body
    subject, body = words("CustomMessage_AdminCreateUser", {**SAYS, "language": "ja"})
    assert subject == "Sokutō（即答）へのご招待（@acme_help、@acme_jp）"
    for said in ("Sam Riveraさんから", "7日以内", 'href="https://desk.example.com"', CODE, NAME, 'lang="ja"'):
        assert said in body


def test_the_language_is_the_sign_ins_where_nobody_said_another_and_english_where_neither_is_known() -> None:
    assert "ご招待" in words("CustomMessage_AdminCreateUser", None, locale="ja")[0]
    assert "invited" in words("CustomMessage_AdminCreateUser", {"language": "en"}, locale="ja")[0]
    for locale in ("", "fr", "<script>"):
        assert words("CustomMessage_AdminCreateUser", {}, locale=locale)[0] == "You are invited to Sokutō"


@pytest.mark.parametrize("source", EVERY_CODE)
@pytest.mark.parametrize(
    ("locale", "first"), [("ja", "確認コード"), ("en", "Your confirmation"), ("", "Your confirmation")]
)
def test_a_code_comes_in_both_languages_the_readers_first(source: str, locale: str, first: str) -> None:
    subject, body = words(source, None, locale=locale)
    assert "confirmation code" in subject
    assert "確認コード" in subject
    assert body.count(CODE) == 2
    spoken = [body.index(each) for each in ("Your confirmation", "確認コード")]
    assert (spoken[1] < spoken[0]) == (first == "確認コード")


def test_nothing_that_an_admin_or_a_stranger_chose_is_markup_or_a_link() -> None:
    evil = "<img src=x onerror=alert(1)> https://evil.example/login"
    subject, body = words(
        "CustomMessage_AdminCreateUser", {"invited_by": evil, "language": "en"}, name=evil, locale=evil
    )
    assert "<img" not in body
    assert "evil.example" not in body + subject
    assert re.findall(r'href="([^"]*)"', body) == ["https://desk.example.com"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_subject_has_the_letters_that_the_sign_in_takes(language: str) -> None:
    accounts = [f"account_number_{n:02}" for n in range(20)]
    mail = invitation(language, address=NAME, code=CODE, url="https://d.example.com", invited_by="", accounts=accounts)
    assert len(mail.subject) <= 140
    assert len(mail.html) < 20_000
    assert "15" in mail.html


def test_nothing_of_it_is_logged(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    with caplog.at_level(logging.DEBUG):
        handler(event("CustomMessage_AdminCreateUser", SAYS), None)
    assert caplog.records == []
    assert capsys.readouterr().out == ""


@pytest.fixture
def desk() -> FakeDesk:
    return with_admins("root")


def added(desk: FakeDesk, **more: Any) -> Document:
    return add_person({**JO, **more}, by=None, desk=desk)


def test_who_is_added_is_invited_in_their_language_by_who_added_them(desk: FakeDesk) -> None:
    root = desk.settings.newest("person", "root")
    assert root is not None
    add_person({**JO, "language": "ja"}, by=person_of(root), desk=desk)
    assert desk.directory.said == [Invitation("ja", "Root", ("@acme_help",))]


def test_an_invitation_is_sent_again_to_who_has_not_signed_in_and_not_in_the_same_minute(desk: FakeDesk) -> None:
    jo = added(desk).id
    invite_again(jo, by=None, desk=desk)
    with pytest.raises(TooSoonError):
        invite_again(jo, by=None, desk=desk)
    desk.clock.forward(minutes(1))
    invite_again(jo, by=None, desk=desk)
    assert desk.directory.invitations == ["jo@example.com"] * 3
    desk.directory.waiting.clear()
    desk.clock.forward(minutes(1))
    with pytest.raises(SignedInAlreadyError):
        invite_again(jo, by=None, desk=desk)
    for ident, error in (("kt", SignedInAlreadyError), ("gone", NotFoundError)):
        with pytest.raises(error):
            invite_again(ident, by=None, desk=desk)
    with pytest.raises(ForbiddenError):
        invite_again(jo, by=desk.boss, desk=desk)


def test_who_is_disabled_is_not_invited_until_they_are_enabled(desk: FakeDesk) -> None:
    jo = added(desk).id
    disable_person(jo, by=None, desk=desk)
    with pytest.raises(InvalidError, match="enable"):
        invite_again(jo, by=None, desk=desk)
    enable_person(jo, by=None, desk=desk)
    invite_again(jo, by=None, desk=desk)


def test_another_language_is_the_sign_ins_too(desk: FakeDesk) -> None:
    jo = added(desk).id
    change_person(jo, {"language": "ja"}, by=None, desk=desk)
    assert desk.directory.languages[jo] == "ja"
    invite_again(jo, by=None, desk=desk)
    assert desk.directory.said[-1].language == "ja"


def test_an_answer_that_was_lost_leaves_somebody_who_can_be_invited_again(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = desk.directory.invite

    def lost(*args: Any) -> None:
        real(*args)
        raise UnavailableError("the sign-in's user pool: timed out")

    with monkeypatch.context() as outage:
        outage.setattr(desk.directory, "invite", lost)
        with pytest.raises(UnavailableError):
            added(desk)
    jo = added(desk).id
    assert desk.directory.invitations == ["jo@example.com"]
    invite_again(jo, by=None, desk=desk)
    assert desk.directory.invitations == ["jo@example.com"] * 2
    assert json.dumps(desk.directory.said[-1].accounts) == '["@acme_help"]'
