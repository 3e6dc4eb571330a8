"""What a writer is asked to look at once more (R5)."""

import pytest

from shared.domain.replies.cautions import LONGEST_SEARCHED, Kind, cautions_in, is_card


def kinds(text: str, region: str | None = "JP", known: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    found = cautions_in(text, avoid=("no refund", "返金不可", "damn"), region=region, known=known)
    return [(each.kind.value, each.said) for each in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dear {customer}, order [[order number]] left.", [("blank", "order number"), ("blank", "{customer}")]),
        ("if (a) { return [b]; }", []),
        ("Sorry: NO  REFUND", []),
        ("Sorry: Ｎｏ Ｒｅｆｕｎｄ", [("avoid", "no refund")]),
        ("この商品は返金不可です", [("avoid", "返金不可")]),
        ("Card 4111 1111-1111 1111", [("card", "… 1111")]),
        ("カード４１１１１１１１１１１１１１１１", [("card", "… 1111")]),
        ("Card 4111 1111 1111 1112", []),
        ("4111.1111.1111.1111", [("card", "… 1111")]),
        ("4111  1111 - 1111 / 1111", [("card", "… 1111")]),
        ("4111\n1111\n1111\n1111", [("card", "… 1111")]),
        ("4111\u200b1111\u20601111\u00ad1111", [("card", "… 1111")]),
        ("3782.822463.10005", [("card", "… 0005")]),
        ("2026.11.30 2026.12.05 12.50 13.50", []),
        ("お電話は090-1234-5678まで", [("phone", "090-1234-5678")]),
        ("call +44 20 7946 0958", [("phone", "+44 20 7946 0958")]),
        ("注文番号 1234567", []),
        ("write to jo.park@mail.example.com", [("mail", "jo.park@mail.example.com")]),
        ("thanks @acme_help, see https://x.com/i/status/4111111111111111", []),
        ("", []),
    ],
)
def test_R5_what_should_not_go_out_unseen_is_found(text: str, found: list[tuple[str, str]]) -> None:
    assert kinds(text) == found


def test_R5_a_number_without_its_country_is_read_by_the_desk_s() -> None:
    assert kinds("call 020 7946 0958", region="GB") == [("phone", "020 7946 0958")]
    assert kinds("call 020 7946 0958", region=None) == []


def test_R5_what_the_desk_s_own_templates_say_is_no_secret() -> None:
    ours = ("Our line is 03-1234-5678, our mail is help@acme.example.com",)
    assert kinds("Call 03-1234-5678 or help@acme.example.com", known=ours) == []


def test_R5_only_the_price_of_a_link_does_not_stop_the_answer() -> None:
    assert [kind for kind in Kind if not cautions_in("[[a]]")[0].stops or kind is Kind.LINK_COST] == [Kind.LINK_COST]


@pytest.mark.parametrize(
    ("number", "card"),
    [
        ("4111111111111111", True),
        ("378282246310005", True),
        ("4111-1111-1111-1111", True),
        ("411111111111", False),
        ("0000000000000000", False),
        ("4111111111111112", False),
    ],
)
def test_R5_a_card_s_number_is_known_by_its_check_digit(number: str, card: bool) -> None:
    assert is_card(number) is card


@pytest.mark.parametrize("run", ["1 ", "a@", "1", "a.b@", "{", "1-", "+", "ﷺ"])
def test_R5_no_text_however_hostile_is_searched_for_long(run: str) -> None:
    assert len(cautions_in(run * LONGEST_SEARCHED, region="JP")) < LONGEST_SEARCHED
