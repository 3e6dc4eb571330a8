"""What every carrier of mails and SMS does (ports.Mailer, Texter, Suppressions)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto.sns.models import sns_backends

from shared.adapters.aws.ses import SesMailer, SesSuppressions, alert_in
from shared.adapters.aws.sns import SnsTexter
from shared.domain.errors import AddressRefusedError, CarrierSuspendedError, DeliveryError, UnavailableError
from shared.domain.notifications.deliverability import AddressFault
from shared.domain.settings.desk import Person
from shared.domain.sla.alert import AlertKey
from shared.domain.tickets.ticket_id import ticket_id
from shared.ports.notifications import Mailer, Suppressions, Texter
from tests.contracts.build import NOON
from tests.fake_desk import FakeMailer, FakeSuppressions, FakeTexter
from tests.samples.aws import ACCOUNT, REGION, mocked_aws

KEIKO = Person("kt", "Keiko", "keiko@example.com", phone="+819012345678")
KEY = AlertKey(ticket_id("acme", "900~1/x", "5"), "5", "due", NOON)

Mail = tuple[str, str, str, str, AlertKey | None]
"""Who, subject, text, html, and what it is about."""


@dataclass(frozen=True)
class Mails:
    """`out` are the mails that left; `refuse` makes the carrier refuse the next one, for a reason of its own."""

    mailer: Mailer
    out: Callable[[], list[Mail]]
    refuse: Callable[[str], None]


@dataclass(frozen=True)
class Texts:
    """`number` is one of somebody whom the carrier will not write to."""

    texter: Texter
    out: Callable[[], list[tuple[str, str]]]
    refuse: Callable[[str], None]
    number: Callable[[AddressFault], str]


@dataclass(frozen=True)
class Listed:
    suppressions: Suppressions
    put: Callable[[str], None]
    holds: Callable[[str], bool]
    refuse: Callable[[], None]


@dataclass
class Answers:
    """What AWS answers to an operation in moto's place: an error of each name in `codes`, one after the other."""

    client: Any
    operation: str
    codes: list[str] = field(default_factory=list)
    asked: list[Mapping[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        name = self.client.meta.service_model.service_name
        self.client.meta.events.register(f"provide-client-params.{name}.{self.operation}", self._note)
        self.client.meta.events.register(f"before-call.{name}.{self.operation}", self._answer)

    def _note(self, params: Mapping[str, Any], **_: Any) -> None:
        if not self.codes:
            self.asked.append(params)

    def _answer(self, **_: Any) -> Any:
        if self.codes:
            return SimpleNamespace(status_code=400), {"Error": {"Code": self.codes.pop(0), "Message": "no"}}
        return None


THROTTLED, CLOSED, REJECTED = "TooManyRequestsException", "SendingPausedException", "MessageRejected"
SPENT = "LimitExceededException"


@pytest.fixture(params=["fake", "ses"])
def mails(request: pytest.FixtureRequest) -> Iterator[Mails]:
    if request.param == "fake":
        yield mails_of_the_fake()
    else:
        with mocked_aws():
            yield mails_of_ses()


def mails_of_the_fake() -> Mails:
    fake = FakeMailer()

    def out() -> list[Mail]:
        told = zip(fake.mails, fake.htmls, fake.about, strict=True)
        return [(person, subject, text, html, about) for (person, subject, text), html, about in told]

    def refuse(code: str) -> None:
        fake.answers.append((CarrierSuspendedError if code == CLOSED else DeliveryError)(f"refused: {code}"))

    return Mails(fake, out, refuse)


def mails_of_ses() -> Mails:
    boto3.client("sesv2").create_email_identity(EmailIdentity="desk@example.com")
    boto3.client("sesv2").create_configuration_set(ConfigurationSetName="desk")
    mailer = SesMailer("desk@example.com", "desk")
    answers = Answers(mailer._client, "SendEmail")

    def read(asked: Mapping[str, Any]) -> Mail:
        [address] = asked["Destination"]["ToAddresses"]
        simple = asked["Content"]["Simple"]
        tags = {tag["Name"]: [tag["Value"]] for tag in asked.get("EmailTags", [])}
        text, html = (simple["Body"][form]["Data"] for form in ("Text", "Html"))
        return {KEIKO.email: KEIKO.id}[address], simple["Subject"]["Data"], text, html, alert_in(tags)

    return Mails(mailer, lambda: [read(each) for each in answers.asked], answers.codes.append)


def send(mails: Mails, person: Person = KEIKO, *, subject: str = "s", about: AlertKey | None = None) -> None:
    mails.mailer.send(person, subject=subject, text="あと12分", html="<p>あと12分</p>", about=about)


def test_a_mail_goes_to_the_person_in_both_forms(mails: Mails) -> None:
    send(mails, subject="期限が近づいています")
    assert mails.out() == [("kt", "期限が近づいています", "あと12分", "<p>あと12分</p>", None)]


def test_a_mail_carries_the_alert_that_it_is_about(mails: Mails) -> None:
    send(mails, about=KEY)
    assert [about for *_, about in mails.out()] == [KEY]


def test_a_subject_is_one_line(mails: Mails) -> None:
    """A line break would begin another header."""
    send(mails, subject="期限が\r\n近づいて  います ")
    assert [subject for _, subject, *_ in mails.out()] == ["期限が 近づいて います"]


def test_a_mail_to_nobody_is_not_delivered(mails: Mails) -> None:
    with pytest.raises(DeliveryError, match="Keiko has no mail address"):
        send(mails, replace(KEIKO, email=""))
    assert mails.out() == []


@pytest.mark.parametrize(
    ("code", "kind"), [(THROTTLED, DeliveryError), (REJECTED, DeliveryError), (CLOSED, CarrierSuspendedError)]
)
def test_a_mail_that_is_refused_is_not_out_and_the_next_one_is(
    mails: Mails, code: str, kind: type[DeliveryError]
) -> None:
    """Throttled, or rejected in the sandbox, may be tried again; an account that was paused sends nobody anything."""
    mails.refuse(code)
    with pytest.raises(DeliveryError, match=code) as refused:
        send(mails, subject="one")
    assert type(refused.value) is kind
    send(mails, subject="two")
    assert [subject for _, subject, *_ in mails.out()] == ["two"]


@pytest.fixture(params=["fake", "sns"])
def texts(request: pytest.FixtureRequest) -> Iterator[Texts]:
    if request.param == "fake":
        yield texts_of_the_fake()
    else:
        with mocked_aws():
            yield texts_of_sns()


def texts_of_the_fake() -> Texts:
    fake = FakeTexter()

    def number(fault: AddressFault) -> str:
        fake.refused["+819012345699"] = fault
        return "+819012345699"

    def refuse(code: str) -> None:
        fake.answers.append((CarrierSuspendedError if code == SPENT else DeliveryError)(f"refused: {code}"))

    return Texts(fake, lambda: list(fake.texts), refuse, number)


def texts_of_sns() -> Texts:
    texter = SnsTexter()
    answers = Answers(texter._client, "Publish")
    people = {KEIKO.phone: KEIKO.id}

    def out() -> list[tuple[str, str]]:
        return [(people[number], text) for number, text in sns_backends[ACCOUNT][REGION].sms_messages.values()]

    def number(fault: AddressFault) -> str:
        """moto opts out what ends in 99."""
        return {AddressFault.OPTED_OUT: "+819012345699", AddressFault.INVALID: "not a number"}[fault]

    return Texts(texter, out, answers.codes.append, number)


def test_an_sms_goes_to_the_person(texts: Texts) -> None:
    texts.texter.send(KEIKO, text="期限まで12分")
    assert texts.out() == [("kt", "期限まで12分")]


def test_an_sms_to_nobody_is_not_delivered(texts: Texts) -> None:
    with pytest.raises(DeliveryError, match="Keiko has no phone number"):
        texts.texter.send(replace(KEIKO, phone=None), text="t")
    assert texts.out() == []


@pytest.mark.parametrize("fault", [AddressFault.OPTED_OUT, AddressFault.INVALID])
def test_a_number_that_is_never_written_to_says_why(texts: Texts, fault: AddressFault) -> None:
    with pytest.raises(AddressRefusedError) as refused:
        texts.texter.send(replace(KEIKO, phone=texts.number(fault)), text="t")
    assert refused.value.fault == fault
    assert texts.out() == []
    texts.texter.send(KEIKO, text="to another number")
    assert len(texts.out()) == 1


@pytest.mark.parametrize(("code", "kind"), [("Throttled", DeliveryError), (SPENT, CarrierSuspendedError)])
def test_an_sms_that_is_refused_is_not_out_and_the_next_one_is(
    texts: Texts, code: str, kind: type[DeliveryError]
) -> None:
    texts.refuse(code)
    with pytest.raises(DeliveryError, match=code) as refused:
        texts.texter.send(KEIKO, text="one")
    assert type(refused.value) is kind
    texts.texter.send(KEIKO, text="two")
    assert texts.out() == [("kt", "two")]


@pytest.fixture(params=["fake", "ses"])
def listed(request: pytest.FixtureRequest) -> Iterator[Listed]:
    if request.param == "fake":
        yield listed_by_the_fake()
    else:
        with mocked_aws():
            yield listed_by_ses()


def listed_by_the_fake() -> Listed:
    fake = FakeSuppressions()

    def refuse() -> None:
        fake.fails = UnavailableError("the suppression list: no")

    return Listed(fake, fake.held.add, fake.held.__contains__, refuse)


def listed_by_ses() -> Listed:
    """moto has no such list: this one answers as SES is documented to."""
    suppressions = SesSuppressions()
    held: set[str] = set()
    wanted: list[str] = []
    down: list[str] = []

    def lifted(params: Mapping[str, Any], **_: Any) -> None:
        wanted.append(params["EmailAddress"])

    def answer(**_: Any) -> Any:
        address = wanted.pop()
        code = down[0] if down else None if address in held else "NotFoundException"
        if code is not None:
            return SimpleNamespace(status_code=400), {"Error": {"Code": code, "Message": "no"}}
        held.remove(address)
        return SimpleNamespace(status_code=200), {}

    events = suppressions._client.meta.events
    events.register("provide-client-params.sesv2.DeleteSuppressedDestination", lifted)
    events.register("before-call.sesv2.DeleteSuppressedDestination", answer)
    return Listed(suppressions, held.add, held.__contains__, lambda: down.append("TooManyRequestsException"))


def test_an_address_is_lifted_off_the_list_and_no_other(listed: Listed) -> None:
    listed.put("keiko@example.com")
    listed.put("mori@example.com")
    listed.suppressions.lift("keiko@example.com")
    assert not listed.holds("keiko@example.com")
    assert listed.holds("mori@example.com")


def test_an_address_that_is_not_on_the_list_is_well(listed: Listed) -> None:
    listed.suppressions.lift("keiko@example.com")
    assert not listed.holds("keiko@example.com")


def test_a_list_that_does_not_answer_still_holds_the_address(listed: Listed) -> None:
    listed.put("keiko@example.com")
    listed.refuse()
    with pytest.raises(UnavailableError, match="suppression list"):
        listed.suppressions.lift("keiko@example.com")
    assert listed.holds("keiko@example.com")
