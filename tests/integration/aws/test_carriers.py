"""Mails by SES and SMS by SNS, against moto."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from shared.adapters.aws.ses import SesMailer, SesSuppressions, alert_in
from shared.adapters.aws.sns import SnsAccount, SnsTexter
from shared.domain.errors import AddressRefusedError, CarrierSuspendedError, DeliveryError, UnavailableError
from shared.domain.notifications.deliverability import AddressFault
from shared.domain.settings.desk import Person
from shared.domain.sla.alert import AlertKey
from shared.domain.tickets.ticket_id import ticket_id
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
    texter = SnsTexter("Sokuto", "0.50")
    monkeypatch.setattr(texter._client, "publish", lambda **sms: asked.append(sms))
    texter.send(KEIKO, text="期限まで12分")
    assert {name: value["StringValue"] for name, value in asked[0]["MessageAttributes"].items()} == {
        "AWS.SNS.SMS.SMSType": "Transactional",
        "AWS.SNS.SMS.SenderID": "Sokuto",
        "AWS.SNS.SMS.MaxPrice": "0.50",
    }
    assert asked[0]["MessageAttributes"]["AWS.SNS.SMS.MaxPrice"]["DataType"] == "Number"


def test_an_sms_that_is_not_taken_says_why() -> None:
    with pytest.raises(DeliveryError, match="Keiko has no phone number"):
        SnsTexter().send(Person(id="1", name="Keiko", email="k@example.com"), text="t")
    with pytest.raises(DeliveryError, match="did not go out"):
        SnsTexter().send(Person(id="1", name="Keiko", email="k@example.com", phone="not a number"), text="t")


def test_a_number_that_sns_refuses_is_refused_for_good() -> None:
    with pytest.raises(AddressRefusedError) as refused:
        SnsTexter().send(Person(id="1", name="Keiko", email="k@example.com", phone="not a number"), text="t")
    assert refused.value.fault == AddressFault.INVALID


def test_nobody_who_has_opted_out_is_written_to() -> None:
    """moto opts out what ends in 99."""
    with pytest.raises(AddressRefusedError, match="opted out") as refused:
        SnsTexter().send(Person(id="1", name="Keiko", email="k@example.com", phone="+819012345699"), text="t")
    assert refused.value.fault == AddressFault.OPTED_OUT
    assert sns_backends[ACCOUNT][REGION].sms_messages == {}


def test_where_opt_outs_are_not_known_the_message_goes_out_and_nobody_is_asked_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    seconds = [0.0]

    def refuse(**what: Any) -> Any:
        asked.append(what["phoneNumber"])
        raise error_of("AuthorizationError")

    texter = SnsTexter(monotonic=lambda: seconds[0])
    monkeypatch.setattr(texter._client, "check_if_phone_number_is_opted_out", refuse)
    for second in (0, 599, 600):
        seconds[0] = second
        texter.send(KEIKO, text="t")
    assert len(asked) == 2
    assert len(sns_backends[ACCOUNT][REGION].sms_messages) == 3


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("OptedOut", AddressRefusedError),
        ("LimitExceededException", CarrierSuspendedError),
        ("Throttled", DeliveryError),
        ("AuthorizationError", DeliveryError),
        ("InvalidParameterValue", DeliveryError),
    ],
)
def test_what_sns_says_is_told_apart(code: str, kind: type[DeliveryError], monkeypatch: pytest.MonkeyPatch) -> None:
    texter = SnsTexter()
    monkeypatch.setattr(texter._client, "publish", fails_with(code))
    with pytest.raises(DeliveryError) as refused:
        texter.send(KEIKO, text="t")
    assert type(refused.value) is kind


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("SendingPausedException", CarrierSuspendedError),
        ("LimitExceededException", CarrierSuspendedError),
        ("TooManyRequestsException", DeliveryError),
        ("MessageRejected", DeliveryError),
    ],
)
def test_what_ses_says_is_told_apart(code: str, kind: type[DeliveryError], monkeypatch: pytest.MonkeyPatch) -> None:
    mailer = SesMailer("desk@example.com")
    monkeypatch.setattr(mailer._client, "send_email", fails_with(code))
    with pytest.raises(DeliveryError) as refused:
        mailer.send(KEIKO, subject="s", text="t", html="h")
    assert type(refused.value) is kind


def test_a_mail_carries_what_it_is_about_only_where_its_return_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    key = AlertKey(ticket_id("acme", "900", "5"), "5", "due", datetime(2026, 9, 15, 13, tzinfo=UTC))
    for configuration_set, tagged in (("desk", True), (None, False)):
        asked: list[dict[str, Any]] = []
        mailer = SesMailer("desk@example.com", configuration_set)
        monkeypatch.setattr(mailer._client, "send_email", lambda asked=asked, **mail: asked.append(mail))
        mailer.send(KEIKO, subject="s", text="t", html="h", about=key)
        assert ("EmailTags" in asked[0]) is tagged
        assert alert_in({tag["Name"]: [tag["Value"]] for tag in asked[0].get("EmailTags", [])}) == (
            key if tagged else None
        )


def test_an_address_is_taken_off_the_suppression_list_if_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    suppressions = SesSuppressions()
    monkeypatch.setattr(suppressions._client, "delete_suppressed_destination", lambda **what: asked.append(what))
    suppressions.lift("keiko@example.com")
    assert asked == [{"EmailAddress": "keiko@example.com"}]
    monkeypatch.setattr(suppressions._client, "delete_suppressed_destination", fails_with("NotFoundException"))
    suppressions.lift("keiko@example.com")
    monkeypatch.setattr(suppressions._client, "delete_suppressed_destination", fails_with("TooManyRequestsException"))
    with pytest.raises(UnavailableError, match="suppression list"):
        suppressions.lift("keiko@example.com")


def test_the_months_limit_is_read_and_kept_for_ten_minutes() -> None:
    seconds = [0.0]
    client = boto3.client("sns")
    account = SnsAccount(monotonic=lambda: seconds[0])
    assert account.monthly_limit() is None
    client.set_sms_attributes(attributes={"MonthlySpendLimit": "20"})
    assert account.monthly_limit() is None
    seconds[0] = 600
    assert account.monthly_limit() == 20


def error_of(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Operation")


def fails_with(code: str) -> Callable[..., Any]:
    def fail(**_: Any) -> Any:
        raise error_of(code)

    return fail
