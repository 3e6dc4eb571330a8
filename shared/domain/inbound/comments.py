"""Comments under the account's posts that answer other comments: to whom they speak (I4)."""

from dataclasses import replace

from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost, Mention
from shared.domain.posts.kinds import PostKind


def lacks_parent_author(incoming: IncomingPost) -> bool:
    """Return whether it matters who wrote the comment above, which the network does not tell. One with handles says by them
    to whom it speaks."""
    nested = incoming.in_reply_to is not None and incoming.conversation_id != incoming.id
    return incoming.kind is PostKind.COMMENT and nested and incoming.in_reply_to_user is None and not incoming.mentions


def with_parent_author(incoming: IncomingPost, parent: Author) -> IncomingPost:
    """Return the comment with the author of the one above. Where it begins with their name, as the network's own button for
    an answer has it, they are named in front."""
    incoming = replace(incoming, in_reply_to_user=parent.id)
    if not begins_with_name(incoming.text, parent.name):
        return incoming
    return replace(incoming, mentions=(Mention(parent.id, parent.username, leading=True),))


def begins_with_name(text: str, name: str) -> bool:
    """Return whether the text begins with the whole name, as a word of its own."""
    said, wanted = text.lstrip(" @").casefold(), " ".join(name.split()).casefold()
    return bool(wanted) and said.startswith(wanted) and not said[len(wanted) : len(wanted) + 1].isalnum()
