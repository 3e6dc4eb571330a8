"""Replay a file of posts through the webhook of the running desk, as X would deliver them.

`python -m infra.local.replay posts.jsonl` (or `make replay FILE=posts.jsonl`). One post a line, in order of time within
a conversation:

| field | |
|---|---|
| `id` | post id (snowflake, string of digits) |
| `created_at` | RFC 3339 with a zone |
| `account` | the brand's account, also its username |
| `direction` | `inbound` (customer) or `outbound` (the brand) |
| `author_id`, `author_username` | of the writer |
| `conversation_id`, `in_reply_to` | of the thread; `in_reply_to` is null where nothing is answered |
| `text` | as X sends it, HTML entities included |

The whole file is checked before anything is sent. Then each distinct account is added to the desk's settings, and each
line goes out as a signed event of the X Activity API: inbound as `post.mention.create`, or as `post.reply.create` where
it answers a post of the brand; outbound as the brand's own `post.create`. Lines of one conversation go one after the
other, conversations side by side. Playing a file again changes nothing: a post is known by its id.

Exit codes: 0 the desk has processed everything, 1 something was refused or is on the dead-letter queue,
2 the file or the desk's outputs cannot be used.
"""
