"""I1: what X signs and what we answer its challenge. The expected values are openssl's, not this code's."""

import base64
import hashlib
import hmac
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.x_signature import crc_response, signature_matches

SECRET = "kitsune-app-secret"


@pytest.mark.parametrize(
    ("token", "secret", "response"),
    [
        ("crc-9f2a", SECRET, "sha256=mm7zT1pTu2WKeDXeKnERnpd/H+nZacs0Y83zxDMI23s="),
        ("チャレンジ", "秘密", "sha256=24xJYwrxouKllXVNRRUsQSHXvAvWIlJ/l5fMlu4eufA="),
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


@given(body=st.binary(max_size=50), header=st.text(max_size=60))
def test_no_header_raises_and_none_but_the_right_one_matches(body: bytes, header: str) -> None:
    assert not signature_matches(body, header, SECRET)


def test_nothing_beyond_the_standard_library_is_imported() -> None:
    """The webhook function pays for every import at each cold start."""
    module = sys.modules["shared.adapters.x_signature"]
    imported = {value.__name__ for value in vars(module).values() if isinstance(value, type(sys))}
    assert imported == {"base64", "hashlib", "hmac"}
