"""The page counts while somebody types as the desk counts in the end, by every network's measure (R4, N1)."""

import pytest
from playwright.sync_api import BrowserContext

from shared.domain.posts.kinds import Channel
from shared.networks import registry
from tests.web.stub_desk import StubDesk

TEXTS = (
    "",
    "ご注文をお調べしております。",
    "a" * 280,
    "👨‍👩‍👧‍👦 thank you 👍🏽",
    "cafe\u0301 が閉まっています",
    "see https://shop.example.com/orders/1234567890?lang=ja for it",
    "@yuki@elsewhere.example it left today",
    "@yu.ki-1@elsewhere.example it left today",
    "𠮷野家 🍎",
    "two\nlines",
)
COUNT = """async ([texts, unit]) => {
    const { textLength } = await import('/sources/desk/replies/text_length.js');
    return texts.map((text) => textLength(text, unit));
}"""


@pytest.mark.parametrize("network", registry.names())
@pytest.mark.parametrize("channel", list(Channel), ids=str)
def test_R4_the_page_counts_as_the_network_s_measure_does(
    stub: StubDesk, context: BrowserContext, network: str, channel: Channel
) -> None:
    measure = registry.rules(network).measure(channel)
    page = stub.open(context)
    counted = page.evaluate(COUNT, [list(TEXTS), measure.unit])
    assert counted == [measure.counting.length(text) for text in TEXTS]
