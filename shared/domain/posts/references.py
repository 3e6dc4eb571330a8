"""What a post refers to: links, and the post that it quotes."""

from dataclasses import dataclass, replace

from shared.domain.posts.author import Author


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a post's text: `text` as shown, `url` as resolved by the network."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted post. Its author may be known by the handle alone, or not at all; `text` is empty if the network did not deliver
    it, and once the quoted post is `gone` (I6)."""

    id: str
    author: Author
    text: str
    url: str
    gone: bool = False

    def without_words(self) -> "Quoted":
        return replace(self, text="", gone=True)

    def erased(self) -> "Quoted":
        """Return it without its words, and without its author's names, which stand in its address too."""
        return replace(self.without_words(), author=Author("", "", ""), url="")
