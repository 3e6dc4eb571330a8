"""A stand-in for Bluesky that listens on HTTP, so that the desk can be run and tested without it: the account's PDS, the app's
view and the messages on one server.

`python -m infra.local.bluesky --host 127.0.0.1 --port 4622 --state .local/bluesky`; its state survives a restart. `seed` holds the
brand's accounts; `serve.running(folder)` starts one inside a test; `client.Bluesky` speaks to one.

**XRPC** under /xrpc, shaped after the public lexicons: createSession, refreshSession, getSession, resolveHandle, getRecord,
listRecords, putRecord, createRecord, deleteRecord; listNotifications, getPosts, getPostThread, searchPosts, getProfiles; listConvos,
getConvoForMembers, getMessages, sendMessage, acceptConvo, getLog. DID documents stand at `/{did}`. Sessions last two hours,
points are counted, and cids are those of the content.

Its traps are the documented ones: notifications stand in the order of what their authors declare as the time, their reasons are
filtered after a page was cut, `priority` hides strangers unless it is refused, blocked and muted people are missing, and a reply that
a thread's rules do not allow is taken and shown to nobody.

**Control** under /control, without a login, for this machine only. JSON in, JSON out; 400 with `error` if senseless. People are named
by handle or DID; an unknown handle becomes a new person, and one without a dot ends in `.example.com`.

| request | body or query | what |
|---|---|---|
| POST /actors | handle, did?, name?, new_handle?, incoming?, priority?, pds? | a person, new or changed |
| POST /posts | author, text, in_reply_to?, quote?, facets?, created_at?, images?, video?, card?, labels?, langs? | a person writes |
| PUT /posts | uri, text | a person edits; the cid changes |
| DELETE /posts | ?uri= | its author deletes it |
| GET /posts | ?author=&limit= | newest first, each with whether anybody sees it (`shown`) |
| POST /hidden | uri | the app has not seen it yet |
| POST /likes | author, uri | somebody likes it |
| POST /gates | uri, allow | who may answer a thread: a list of mention, follower, following; empty for nobody |
| POST /blocks | author, subject, blocked? | block somebody, or take it back |
| POST /follows | author, subject, follows? | |
| POST /mutes | author, subject or thread | mute a person or a thread |
| POST /messages, GET /messages | sender, recipient, text; those sent | a direct message |
| POST /reactions | convo | somebody reacts: the conversation changes, and its messages do not |
| POST /sessions | account, expire?, revoke?, takedown?, password? | run out, take back, take down |
| POST /faults, DELETE /faults | match, answer, times?, seconds? | misbehave (below) |
| POST /limits | points_hour?, points_day?, log_ins? | other limits |
| GET /requests | | requests by method |
| POST /reset | | forget all traffic, and begin anew from the seed |

**Faults**: `match` may hold `method` (an XRPC method, with `*`), `account` (DID of the caller) and `text` (found in the body). `answer`
is the name of a documented error (`faults.ERRORS`), a status from 400 to 599, or `garbage`, `drop`, `timeout`, `take_then_drop`,
`take_then_timeout`, `take_then_half`.

**Not as on Bluesky**: tokens are not signed, lists in a thread's rules are not known, pictures have addresses at which nothing stands,
and there are no feeds.
"""
