"""Reading of texts and templates from their documents, with the path of an error (L7, R5)."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from shared.domain.errors import InvalidError
from shared.domain.templates.built_in import BUILT_IN, MessageTexts
from shared.domain.templates.messages import LANGUAGES, Texts, check_words
from shared.domain.templates.reply_template import ReplyTemplate, check_template
from shared.usecases.settings.document_errors import read_as
from shared.usecases.settings.schemas import Language, Slug, Strict, Tags


class TemplateDocument(Strict):
    name: Annotated[
        str,
        msgspec.Meta(
            pattern=r"\S", max_length=200, description="a name of 1 to 200 characters", examples=["Where is my order"]
        ),
    ]
    text: Annotated[
        str,
        msgspec.Meta(
            pattern=r"\S",
            max_length=10_000,
            description="the answer, at most 10,000 characters",
            examples=["Hi {customer}, your order [[number]] is on its way."],
        ),
    ]
    language: Language = "en"
    accounts: tuple[Slug, ...] = ()
    tags: Tags = ()


class WordsDocument(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One message in one language. Empty fields fall back to the built-in ones; an empty `html` is derived from `text`."""

    subject: Annotated[str, msgspec.Meta(max_length=200)] = ""
    text: Annotated[str, msgspec.Meta(max_length=5_000)] = ""
    html: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    sms: Annotated[str, msgspec.Meta(max_length=400)] = ""
    line: Annotated[str, msgspec.Meta(max_length=200)] = ""

    def words(self) -> MessageTexts:
        return MessageTexts(self.subject, self.text, self.html, self.sms, self.line)


class TextDocument(Strict):
    """One kind of message in both languages; its id is the kind."""

    en: WordsDocument = WordsDocument()
    ja: WordsDocument = WordsDocument()


def template_from(read: TemplateDocument, ident: str, path: str) -> ReplyTemplate:
    """Raises InvalidError with the path of the field under `path`."""
    check_template(read.text, f"{path}.text")
    return ReplyTemplate(ident, read.name, read.language, read.text, read.accounts, read.tags)


def check_kind(kind: str, path: str) -> None:
    """Check that the kind of message exists. Raises InvalidError."""
    if kind not in BUILT_IN:
        raise InvalidError(path, f"there is no message {kind!r}; there are {', '.join(BUILT_IN)}")


def words_from(body: Mapping[str, Any], kind: str, language: str, path: str) -> MessageTexts:
    """Read one message in one language. Raises InvalidError with the path of the field under `path`."""
    words = read_as(WordsDocument, body, path).words()
    check_words(kind, language, words, path)
    return words


def own_words(read: TextDocument, kind: str, path: str) -> Texts:
    """Raises InvalidError with the path of the field under `path`."""
    check_kind(kind, path)
    own = {(kind, language): getattr(read, language).words() for language in LANGUAGES}
    for (_, language), words in own.items():
        check_words(kind, language, words, f"{path}.{language}")
    return Texts(own)
