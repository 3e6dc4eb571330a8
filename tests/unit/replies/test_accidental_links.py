"""Two sentences run together are no address that anybody meant (R5, R8)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.replies.accidental_links import accidental_links
from shared.domain.text.urls import url_spans


@pytest.mark.parametrize(
    ("text", "said", "mend"),
    [
        ("Sorry.It will not happen again.", "Sorry.It", "Sorry. It"),
        ("We looked.So far nothing.", "looked.So", "looked. So"),
        ("thanks.me too", "thanks.me", "thanks. me"),
        ("we are sorry.it will be fixed", "sorry.it", "sorry. it"),
        ("お待たせしました。Sorry.It will ship.", "Sorry.It", "Sorry. It"),
        ("WE ARE SORRY.IT WILL SHIP", "SORRY.IT", "SORRY. IT"),
        ("Yes.No.", "Yes.No", "Yes. No"),
    ],
)
def test_R8_a_missing_space_is_named_with_its_host_and_mended(text: str, said: str, mend: str) -> None:
    [found] = accidental_links(text)
    assert (found.said, found.mend, found.host) == (said, mend, said.lower())
    assert url_spans(text.replace(said, mend)) == ()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "https://Sorry.It is here",
            "see acme.com for more",
            "acme.it",
            "about.me",
            "ACME.COM",
            "t.me/acme in Telegram",
        ),
        *(
            "mail me at jo@Sorry.It please",
            "www.Sorry.It is here",
            "node.js, e.g. this",
            "3.5 cm",
            "",
            "Sorry. It will",
        ),
        *("see acme.com today", "Sorry...It will", "help.acme.It is"),
    ],
)
def test_R8_an_address_that_was_meant_is_left_alone(text: str) -> None:
    assert accidental_links(text) == ()


@given(st.text(alphabet="aIt.So 、。:/", max_size=40))
def test_R8_every_finding_stands_in_the_text_and_its_mend_only_adds_a_space(text: str) -> None:
    for found in accidental_links(text):
        assert found.said in text
        assert found.mend.replace(". ", ".", 1) == found.said
