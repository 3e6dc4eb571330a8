"""Mails by SES and SMS by SNS, against moto."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from shared.adapters.ses import SesMailer
from shared.adapters.sns import SnsTexter
from shared.domain.desk import Person
from shared.domain.errors import DeliveryError
from tests.samples.aws import ACCOUNT, REGION, mocked_aws

KEIKO = Person(id="sub-1", name="Keiko", email="keiko@example.com", phone="+819012345678")


@pytest.fixture(autouse=True)
def aws() -> Iterator[None]:
    with mocked_aws():
        yield


def test_a_mail_goes_out_in_both_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    client = boto3.client("sesv2")
    client.create_email_identity(EmailIdentity="desk@example.com")
    client.create_configuration_set(ConfigurationSetName="desk")
    mailer = SesMailer("desk@example.com", "desk")
    mailer.send(KEIKO, subject="期限が\n近づいています", text="あと12分", html="<p>あと12分</p>")
    (sent,) = ses_backends[ACCOUNT][REGION].sent_messages
    assert sent.subject == "期限が 近づいています"
    assert sent.source == "desk@example.com"
    assert sent.destinations["ToAddresses"] == ["keiko@example.com"]
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(mailer._client, "send_email", lambda **mail: asked.append(mail))
    mailer.send(KEIKO, subject="s", text="あと12分", html="<p>あと12分</p>")
    SesMailer("desk@example.com").send(KEIKO, subject="s", text="t", html="h")
    assert asked[0]["ConfigurationSetName"] == "desk"
    assert asked[0]["Content"]["Simple"]["Body"] == {
        "Text": {"Data": "あと12分", "Charset": "UTF-8"},
        "Html": {"Data": "<p>あと12分</p>", "Charset": "UTF-8"},
    }


def test_a_mail_that_is_not_taken_says_why() -> None:
    with pytest.raises(DeliveryError, match=r"did not go out.*not verified"):
        SesMailer("stranger@example.com").send(KEIKO, subject="s", text="t", html="h")
    nobody = Person(id="sub-2", name="Nobody", email="")
    with pytest.raises(DeliveryError, match="Nobody has no mail address"):
        SesMailer("desk@example.com").send(nobody, subject="s", text="t", html="h")


def test_an_sms_is_transactional(monkeypatch: pytest.MonkeyPatch) -> None:
    SnsTexter().send(KEIKO, text="期限まで12分")
    assert list(sns_backends[ACCOUNT][REGION].sms_messages.values()) == [("+819012345678", "期限まで12分")]
    asked: list[dict[str, Any]] = []
    texter = SnsTexter("Sokuto")
    monkeypatch.setattr(texter._client, "publish", lambda **sms: asked.append(sms))
    texter.send(KEIKO, text="期限まで12分")
    assert {name: value["StringValue"] for name, value in asked[0]["MessageAttributes"].items()} == {
        "AWS.SNS.SMS.SMSType": "Transactional",
        "AWS.SNS.SMS.SenderID": "Sokuto",
    }


def test_an_sms_that_is_not_taken_says_why() -> None:
    with pytest.raises(DeliveryError, match="Keiko has no phone number"):
        SnsTexter().send(Person(id="1", name="Keiko", email="k@example.com"), text="t")
    with pytest.raises(DeliveryError, match="did not go out"):
        SnsTexter().send(Person(id="1", name="Keiko", email="k@example.com", phone="not a number"), text="t")
