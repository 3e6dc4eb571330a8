"""I1: what X signs and what we answer its challenge. The expected values are openssl's, not this code's."""

import base64
import hashlib
import hmac
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.networks.x.signature import crc_response, is_challenge, signature_matches

SECRET = "kitsune-app-secret"


@pytest.mark.parametrize(
    ("token", "secret", "response"),
    [
        ("crc-9f2a", SECRET, "sha256=mm7zT1pTu2WKeDXeKnERnpd/H+nZacs0Y83zxDMI23s="),
        ("NDU1-_3.~+/==", "秘密", "sha256=G+aVLLHrRo5bHmh249Od9zZcchzkLCNKWeO0x3IPPC4="),
    ],
)
def test_the_challenge_is_answered_as_openssl_would(token: str, secret: str, response: str) -> None:
    assert crc_response(token, secret) == response


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (
            '{"for_user_id":"1490000000000000101","note":"抹茶 😢"}',
            "sha256=GBE66KLGrpklo1vyZBpP3Xj3rqy6Bg+/megpJ5eNK2k=",
        ),
        ("", "sha256=sBNyMKsstlsu15kreUEWOOU4fpDsplmrm9AjYtG2//E="),
    ],
)
def test_a_body_signed_with_our_secret_is_taken(body: str, header: str) -> None:
    assert signature_matches(body.encode(), header, SECRET)
    assert signature_matches(body.encode(), f" {header}\n", SECRET)
    assert not signature_matches(body.encode() + b" ", header, SECRET)
    assert not signature_matches(body.encode(), header, "another-secret")


@pytest.mark.parametrize(
    "header", [None, "", "sha256=", "sha256=ü", "sha1=sBNyMKsstlsu15kreUEWOOU4fpDsplmrm9AjYtG2//E=", "\ud800"]
)
def test_a_header_that_is_no_signature_is_refused_without_an_error(header: str | None) -> None:
    assert not signature_matches(b"", header, SECRET)


def test_an_app_without_a_secret_takes_nothing() -> None:
    signed = base64.b64encode(hmac.digest(b"", b"body", hashlib.sha256)).decode()
    assert not signature_matches(b"body", f"sha256={signed}", "")


NO_CHALLENGE = [
    "",
    " ",
    "{}",
    '{"for_user_id":"1"}',
    "\n{}",
    "[]",
    '"text"',
    "a token",
    "token\n",
    "\ufeff{}",
    "チャレンジ",
    "a" * 201,
    "\ud800",
    "a,b",
    "a%7B",
]


@pytest.mark.parametrize("token", NO_CHALLENGE)
def test_I11_a_challenge_that_could_be_an_event_is_not_signed(token: str) -> None:
    with pytest.raises(ValueError, match="no challenge"):
        crc_response(token, SECRET)


JSON = st.recursive(st.text() | st.dictionaries(st.text(), st.none()), lambda inner: st.lists(inner))


@given(event=JSON, space=st.sampled_from(["", " ", "\t", "\r\n", "\ufeff"]), ascii_only=st.booleans())
def test_I11_no_object_list_or_string_of_json_has_the_form_of_a_challenge(
    event: object, space: str, ascii_only: bool
) -> None:
    assert not is_challenge((space + json.dumps(event, ensure_ascii=ascii_only)).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("body", [b"", b"1", b"true", b"token", b"0" * 200])
def test_I11_a_body_that_we_would_sign_for_anybody_is_not_taken(body: bytes) -> None:
    header = "sha256=" + base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
    assert signature_matches(body, header, SECRET) == (body == b"")


@given(body=st.binary(max_size=50), header=st.text(max_size=60))
def test_no_header_raises_and_none_but_the_right_one_matches(body: bytes, header: str) -> None:
    assert not signature_matches(body, header, SECRET)


def test_nothing_beyond_the_standard_library_is_imported() -> None:
    """The webhook function pays for every import at each cold start."""
    module = sys.modules["shared.networks.x.signature"]
    imported = {value.__name__ for value in vars(module).values() if isinstance(value, type(sys))}
    assert imported == {"base64", "hashlib", "hmac", "re"}
