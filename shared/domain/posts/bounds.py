"""How much of a post is kept. Its author's server decides what it holds, and may be anybody's: one post must neither outgrow the
table's items (400 KB) nor keep others from being stored. No network's own clients write as much."""

from dataclasses import replace

from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.media import Media
from shared.domain.posts.references import Link, Quoted

LONGEST_TEXT = 40_000
"""Characters. The longest posts of the networks have 25,000."""

LONGEST_WORDS = 2_000
"""Characters of an address, a description, a content warning."""

LONGEST_NAME = 500
MOST_MEDIA = 20
MOST_LINKS = 60
MOST_BYSTANDERS = 60
CUT = "…"


def bounded(post: IncomingPost) -> IncomingPost:
    """Return the post without what is beyond the bounds; nothing that routing reads is touched."""
    return replace(
        post,
        author=_author(post.author),
        text=cut(post.text, LONGEST_TEXT),
        content_warning=cut(post.content_warning, LONGEST_WORDS),
        media=tuple(map(_media, post.media[:MOST_MEDIA])),
        links=tuple(map(_link, [link for link in post.links if len(link.url) <= LONGEST_WORDS][:MOST_LINKS])),
        quoted_post=_quoted(post.quoted_post) if post.quoted_post is not None else None,
        url=post.url if len(post.url) <= LONGEST_WORDS else "",
    )


def cut(text: str, most: int) -> str:
    """Cut a text, and show that it goes on."""
    return text if len(text) <= most else text[: most - len(CUT)] + CUT


def _author(author: Author) -> Author:
    return replace(author, username=author.username[:LONGEST_NAME], name=cut(author.name, LONGEST_NAME))


def _media(media: Media) -> Media:
    """An address that is too long leads nowhere when it is cut: then there is none."""
    url, preview = (each if len(each) <= LONGEST_WORDS else "" for each in (media.url, media.preview_url))
    alt, name = cut(media.alt, LONGEST_WORDS), cut(media.name, LONGEST_NAME)
    return replace(media, url=url, preview_url=preview, alt=alt, name=name)


def _link(link: Link) -> Link:
    return replace(link, text=cut(link.text, LONGEST_WORDS))


def _quoted(quoted: Quoted) -> Quoted:
    url = quoted.url if len(quoted.url) <= LONGEST_WORDS else ""
    return replace(quoted, author=_author(quoted.author), text=cut(quoted.text, LONGEST_TEXT), url=url)
