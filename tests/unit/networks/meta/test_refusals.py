"""What Meta says no with, code by code: the error, the sentence in both languages, and what is held (I10, R1)."""

import json
import re
from typing import Any

import pytest

from shared.domain.errors import (
    AccountRefusedError,
    DisconnectedError,
    NotAnswerableError,
    NotPermittedError,
    OutcomeUnknownError,
    PrivateAnswerUsedError,
    RefusedError,
    SocialNetworkError,
    WindowClosedError,
)
from shared.networks.meta.api import sentences
from shared.networks.meta.api.limits import EVERY, OF_MESSAGES, OF_PAGE
from shared.networks.meta.api.refusals import (
    KINDS,
    GoneOrNoRightError,
    HeldElsewhereError,
    LimitedError,
    NoConsentError,
    NoSuchPersonError,
    refusal_of,
)
from tests.builders import at, minutes
from tests.web.stub_desk import ROOT

NOW = at(0)
SENTENCES = {name: text for name, text in vars(sentences).items() if name.isupper()}
TOKEN = "EAAB" + "x1Y2" * 30


def error(code: int | None, subcode: int | None = None, message: str = "(#1) Words.", **more: Any) -> dict[str, Any]:
    told = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AbCd", **more}
    return {"error": told if subcode is None else told | {"error_subcode": subcode}}


def refused(code: int | None, subcode: int | None = None, *, status: int = 400, **how: Any) -> SocialNetworkError:
    return refusal_of(status, error(code, subcode), {}, NOW, **how)


TABLE = [
    (190, None, DisconnectedError),
    (190, 458, DisconnectedError),
    (190, 459, DisconnectedError),
    (190, 460, DisconnectedError),
    (190, 463, DisconnectedError),
    (190, 464, DisconnectedError),
    (190, 467, DisconnectedError),
    (190, 492, DisconnectedError),
    (190, 999, DisconnectedError),
    (102, None, DisconnectedError),
    (10, 2018278, WindowClosedError),
    (10, 2018065, WindowClosedError),
    (10, 2534022, WindowClosedError),
    (10, 2018300, HeldElsewhereError),
    (100, 2534037, HeldElsewhereError),
    (551, 1545041, NotAnswerableError),
    (551, None, NotAnswerableError),
    (200, 1545041, NotAnswerableError),
    (10, 2018108, NotAnswerableError),
    (100, 2018001, NoSuchPersonError),
    (100, 2534014, NoSuchPersonError),
    (9010, None, NoSuchPersonError),
    (100, 33, GoneOrNoRightError),
    (803, None, GoneOrNoRightError),
    (10900, None, PrivateAnswerUsedError),
    (100, 2534025, PrivateAnswerUsedError),
    (10903, None, NotAnswerableError),
    (100, 2534001, NotAnswerableError),
    (3, None, NotPermittedError),
    (10, None, NotPermittedError),
    (200, None, NotPermittedError),
    (200, 2018028, NotPermittedError),
    (230, None, NotPermittedError),
    (299, None, NotPermittedError),
    (368, None, AccountRefusedError),
    (506, None, RefusedError),
    (1, None, OutcomeUnknownError),
    (2, None, OutcomeUnknownError),
    (2, 1545133, OutcomeUnknownError),
    (-1, None, OutcomeUnknownError),
    (-2, None, OutcomeUnknownError),
    (1200, None, OutcomeUnknownError),
]


@pytest.mark.parametrize(("code", "subcode", "kind"), TABLE)
def test_I10_every_documented_code_has_its_error_and_its_sentence(
    code: int, subcode: int | None, kind: type[SocialNetworkError]
) -> None:
    found = refused(code, subcode, writes=True)
    assert type(found) is kind
    assert any(str(found).startswith(sentence.replace("{}", "")) for sentence in SENTENCES.values())


def test_I10_the_table_of_this_test_holds_every_line_of_the_code() -> None:
    assert KINDS.keys() <= {(code, subcode) for code, subcode, _ in TABLE}


def test_every_sentence_stands_in_japanese_too() -> None:
    source = (ROOT / "functions/desk_api/web/i18n/faults/ja.js").read_text("utf-8")
    written = re.sub(r"""['"] \+\n\s+['"]""", "", source)
    missing = [name for name, sentence in SENTENCES.items() if sentence not in written]
    assert missing == []


@pytest.mark.parametrize(
    ("code", "held"),
    [
        (4, EVERY),
        (17, OF_PAGE),
        (32, OF_PAGE),
        (341, EVERY),
        (613, ()),
        (80001, OF_PAGE),
        (80002, OF_PAGE),
        (80006, OF_MESSAGES),
        (80014, EVERY),
    ],
)
def test_a_limit_is_waited_for_and_holds_what_counts_against_it(code: int, held: object) -> None:
    found = refused(code, writes=True)
    assert isinstance(found, LimitedError)
    assert (found.held, found.until) == (held, NOW + minutes(15 if held else 2))


def test_a_limit_lasts_as_long_as_the_headers_say() -> None:
    usage = {
        "1": [{"type": "pages", "estimated_time_to_regain_access": 3}],
        "2": [{"estimated_time_to_regain_access": 42}],
    }
    found = refusal_of(400, error(80001), {"x-business-use-case-usage": json.dumps(usage)}, NOW)
    assert isinstance(found, LimitedError)
    assert found.until == NOW + minutes(42)


@pytest.mark.parametrize("header", ["", "{", "[]", '{"1": 5}', '{"1": [{"estimated_time_to_regain_access": "x"}]}'])
def test_a_limit_whose_headers_say_nothing_lasts_for_a_while(header: str) -> None:
    found = refusal_of(400, error(4), {"x-business-use-case-usage": header}, NOW)
    assert isinstance(found, LimitedError)
    assert found.until == NOW + minutes(15)


def test_a_limit_never_lasts_longer_than_a_day() -> None:
    usage = {"1": [{"estimated_time_to_regain_access": 10**9}]}
    found = refusal_of(400, error(4), {"x-business-use-case-usage": json.dumps(usage)}, NOW)
    assert isinstance(found, LimitedError)
    assert found.until == NOW + minutes(24 * 60)


@pytest.mark.parametrize("code", [100, 12345, None])
def test_R1_a_refusal_of_a_write_that_is_documented_nowhere_is_no_proof(code: int | None) -> None:
    """A comment was posted, and answered with 400."""
    assert type(refused(code, writes=True)) is OutcomeUnknownError
    assert type(refused(code)) is RefusedError


def test_R1_arguments_that_meta_checks_first_have_posted_nothing() -> None:
    assert type(refused(100, writes=True, checked_first=True)) is RefusedError
    assert type(refused(12345, writes=True, checked_first=True)) is OutcomeUnknownError


def test_a_profile_without_consent_says_nothing_of_the_account() -> None:
    assert type(refused(230)) is NoConsentError
    assert type(refused(230, writes=True)) is NotPermittedError


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, DisconnectedError),
        (403, NotPermittedError),
        (404, RefusedError),
        (408, OutcomeUnknownError),
        (429, LimitedError),
        (500, OutcomeUnknownError),
        (502, OutcomeUnknownError),
        (302, OutcomeUnknownError),
    ],
)
@pytest.mark.parametrize("body", [None, [], "x", {"error": "x"}, {"error": {"code": "190"}}, {"error": {"code": True}}])
def test_an_answer_that_is_no_error_of_meta_s_is_read_by_its_status(status: int, kind: type, body: Any) -> None:
    assert type(refusal_of(status, body, {}, NOW)) is kind


@pytest.mark.parametrize("code", [190, 10, 100, 200, 1])
def test_no_token_that_meta_quotes_stands_in_an_error(code: int, caplog: pytest.LogCaptureFixture) -> None:
    found = refusal_of(400, error(code, message=f"Malformed access token {TOKEN}"), {}, NOW)
    assert TOKEN not in str(found) + caplog.text


def test_nothing_that_people_wrote_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    refusal_of(400, error(100, message="(#100) いつ届きますか is no text", fbtrace_id="いつ"), {}, NOW)
    assert "いつ" not in caplog.text
    assert "100" in caplog.text


def test_what_a_person_can_read_comes_before_meta_s_technical_words() -> None:
    found = refusal_of(400, error(10, error_user_msg="Ask for pages_messaging."), {}, NOW)
    assert str(found) == sentences.PERMISSION.replace("{}", "Ask for pages_messaging.")
