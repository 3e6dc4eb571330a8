"""A text under a content warning is read by who opens it: lists, alerts and the queue show the warning alone."""

from dataclasses import replace
from typing import Any

from shared.domain.inbound.decide_post import decide_post
from shared.domain.inbound.decision import Decision, PostOutcome
from shared.domain.posts.media import Media, MediaType
from shared.domain.posts.post import Post
from shared.domain.settings.keyword_rules import KeywordRule
from shared.domain.thanks.short_thanks import ShortThanks
from shared.domain.tickets.context import DecisionContext
from shared.domain.tickets.lists.excerpt import excerpt_media_of, excerpt_of
from shared.domain.tickets.ticket import Ticket
from shared.networks.x.rules import RULES
from shared.usecases.settings.documents import settings_from
from tests.builders import PlainPromises, asked, at, ticket

WARNED: dict[str, Any] = {"text": "They broke it on purpose.", "content_warning": "broken glass"}


def decide(post: Post, before: Ticket | None = None, *rules: KeywordRule, **more: Any) -> Decision:
    settings = replace(settings_from(()), keyword_rules=rules)
    return decide_post(post, before, DecisionContext(settings, PlainPromises(), post.seen_at), rules=RULES, **more)


def test_L7_alerts_and_the_queue_quote_the_warning_alone() -> None:
    assert excerpt_of(ticket(asked(0, **WARNED))) == "broken glass"


def test_I6_the_warning_goes_with_the_words() -> None:
    gone = asked(0, **WARNED).without_words(at(1))
    assert (gone.text, gone.content_warning, gone.searched) == ("", "", "")


def test_the_search_finds_the_warning_and_the_text() -> None:
    assert asked(0, **WARNED).searched == "broken glass\nThey broke it on purpose."


def test_R2_another_warning_is_news_to_who_has_read_the_post() -> None:
    post = asked(0, **WARNED)
    assert post.says_what(post)
    assert not replace(post, content_warning="").says_what(post)


def test_I3_an_edit_brings_its_warning_along() -> None:
    stored = ticket(asked(0, text="They broke it on purpose."))
    edited = asked(0, version="2", edited_at=at(2), **WARNED)
    decision = decide(edited, stored, holds=True)
    assert decision.outcome is PostOutcome.EDITED
    assert decision.after.posts[0].content_warning == "broken glass"


def test_L6_a_keyword_in_the_warning_counts() -> None:
    rule = KeywordRule("glass", ("glass",), tags=("breakage",))
    decision = decide(asked(0, **WARNED), None, rule)
    assert decision.after.tags == ("breakage",)


def test_C7_thanks_under_a_warning_are_not_thanks_alone() -> None:
    thanks = ShortThanks.of(())
    assert thanks.only(asked(0, text="Thank you!"))
    assert not thanks.only(asked(0, text="Thank you!", content_warning="irony"))


def test_a_post_without_words_says_what_it_shows() -> None:
    pictures = (Media("sticker"), Media("photo"))
    assert excerpt_media_of(ticket(asked(0, text="", media=pictures))) is MediaType.STICKER
    assert excerpt_media_of(ticket(asked(0, text="", media=(Media("hologram"),)))) is MediaType.UNSUPPORTED
    assert excerpt_media_of(ticket(asked(0, text="Look!", media=pictures))) is None
    assert excerpt_media_of(ticket(asked(0, text="", content_warning="Look!", media=pictures))) is None
