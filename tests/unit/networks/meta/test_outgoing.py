"""The calls by which answers go out: where to, and what they count as."""

import pytest

from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.post import Post
from shared.domain.settings.desk import Account
from shared.networks.meta.api.limits import PRIVATE_REPLY, SEND_COMMENT, SEND_MESSAGE
from shared.networks.meta.outgoing import Target, private_call, public_call
from shared.ports.network_sending import Answered
from tests.builders import asked, at

PAGE = Account("acme_fb", "facebook", "100000000000001", "", "Acme")
SHOP = Account("acme_ig", "instagram", "17840000000000001", "acme.shop", "Acme")
COMMENT = asked(0, id="20_30", conversation_id="20_30", kind=PostKind.COMMENT)
MESSAGE = asked(0, id="m_a", conversation_id="8", kind=PostKind.DIRECT, channel=Channel.DIRECT)


@pytest.mark.parametrize(("account", "edge"), [(PAGE, "comments"), (SHOP, "replies")])
def test_R1_every_part_answers_the_customer_s_comment_whatever_went_out_before(account: Account, edge: str) -> None:
    call = public_call(account, Target("20_99", Answered(COMMENT)), "words")
    assert (call.path, call.allowances, call.writes) == (f"/20_30/{edge}", (SEND_COMMENT,), True)


@pytest.mark.parametrize(("answered", "counts"), [(COMMENT, (PRIVATE_REPLY, SEND_MESSAGE)), (MESSAGE, (SEND_MESSAGE,))])
@pytest.mark.parametrize("account", [PAGE, SHOP])
def test_a_private_answer_counts_by_the_hour_and_any_message_by_the_second(
    account: Account, answered: Post, counts: object
) -> None:
    target = Target("20_30", Answered(answered, at(0)))
    call = private_call(account, target, page="100000000000001", customer="8", text="words", key="k", now=at(1))
    assert (call.path, call.allowances, call.writes) == ("/100000000000001/messages", counts, True)


def test_without_the_post_the_id_says_whether_it_is_a_comment_or_a_message() -> None:
    assert [Target(ident).is_message for ident in ("20_30", "17800000000000001", "m_a.b=$c", "aWdfZAG1")] == [
        False,
        False,
        True,
        True,
    ]
