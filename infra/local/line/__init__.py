"""A stand-in for LINE that listens on HTTP, so that the desk can be run and tested without LINE.

`python -m infra.local.line --host 127.0.0.1 --port 4568 --state .local/line`; its state survives a restart. `seed` holds
the Official Account that it knows from the start, `serve.running(folder)` starts one inside a test, `client.FakeLine`
speaks to one.

**The Messaging API**, shaped after LINE's published reference: stateless tokens, bot info, the webhook's address and its
test, push with retry keys that are remembered for 24 hours, reply tokens that serve once and for a minute, validation,
profiles, quota and consumption, content and previews. Events are delivered as LINE signs them, and again, marked as such,
if redelivery is on and the webhook did not take them. What is neither delivered nor redelivered is lost.

**Control** under /control, without a login, for this machine only. JSON in, JSON out; 400 with `error` if senseless.

| request | body or query | what |
|---|---|---|
| POST /people | name, shown?, follows?, has_profile? | a person, new or changed; `shown` is the name in the profile |
| POST /messages | from, text or type (image, video, audio, file, sticker, location, hologram), more?, quotes?, group?, standby?, at?, deliver? | somebody writes to the account |
| POST /messages/{id}/edit | text | the writer edits it (LINE tells of that in groups alone) |
| POST /messages/{id}/unsend | | the writer takes it back |
| POST /follow, POST /unfollow | from | somebody becomes a friend, or blocks the account |
| POST /postback | from, data | somebody taps a menu |
| GET /sent | ?to= | what the account has sent, oldest first, and whether it arrived |
| GET /messages | | what people wrote, oldest first |
| POST /faults, DELETE /faults | answer, times?, path?, seconds? | misbehave (below), or behave again |
| POST /channel | active?, redelivery?, chat_mode?, plan?, used?, suspended?, secret? | the account's settings; `plan` null is without limit |
| GET /deliveries | | deliveries, oldest first, with every attempt |
| GET /requests | | the number of requests by route |
| POST /reset | everything? | forget all traffic; with `everything` the settings too |

**Faults**: `path` may hold `*`; `answer` is a status, or `month_used_up`, `rate`, `bad_recipient`, `bad_text`, `garbage`,
`drop`, `timeout`, `take_then_drop`, `take_then_timeout` (the work is done, the answer lost), `take_then_garbage`.

**Not as on LINE**: webhook addresses may be plain http with a port; pictures are drawn by the stand-in; nothing costs
money, and nobody is told of anything by push.
"""
