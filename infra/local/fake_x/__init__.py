"""A stand-in for X that listens on HTTP, so that the desk can be run and tested without X.

`python -m infra.local.fake_x --host 127.0.0.1 --port 4620 --state .local/fake_x`; its state survives a restart. `seed`
holds the app and accounts that it knows from the start; `serve.running(folder)` starts one inside a test; `client.FakeX`
speaks to one.

**X's API** under /2, shaped after X's published description: posts, timelines, users, direct messages, webhooks,
activity subscriptions. User requests are signed with OAuth 1.0a or carry an OAuth 2 token that PKCE has brought, app
requests carry a bearer token, every answer has
`x-rate-limit-*` headers that really count. Events are delivered to registered webhooks as signed X Activity events,
in the background, in up to five attempts.

**Control** under /_control, without a login, for this machine only. JSON in, JSON out; 400 with `error` if senseless.

| request | body or query | what |
|---|---|---|
| POST /users | username, name?, id?, protected?, receives_dm?, blocked_by? | a person, new or changed |
| POST /apps | app, consumer_key, consumer_secret, bearer_token | a developer's app |
| POST /tokens | app, user, access_token, access_token_secret | a user lets an app act for them |
| DELETE /tokens/{user} | | the user takes that back (oauth.revoke); requests get 401 |
| POST /posts | author, text, in_reply_to?, quote?, edit_of?, created_at?, deliver? | a person writes in X's own app |
| GET /posts | ?author=&in_reply_to=&limit= | newest first |
| DELETE /posts/{id} | deliver? | its author deletes it |
| POST /dms, GET /dms | sender, recipient, text, created_at?, deliver? | a direct message; those sent |
| POST /faults | match, answer, times?, seconds? | misbehave (below) |
| DELETE /faults | | behave again |
| POST /limits | {"POST /2/tweets": 3} | another limit for a route, in a quarter of an hour |
| POST /webhook | enabled?, sparse?, valid? | switch delivery off (kept for a replay) or on; leave users out of some events; as if a challenge had failed |
| GET /deliveries | ?post=&limit= | events sent, with every attempt, and how many are in each state |
| GET /requests | | requests by route, also of each account (`by_account`; an app has no name), and the faults with how often they struck |
| POST /reset | everything? | forget all traffic; with `everything`, also all connections, except for the seed |

People are named by id or handle; an unknown handle becomes a new person. `created_at` may lie in the past, and the id
follows it. A reply gets the handles in front that X's app would put there.

**Faults**: `match` may hold `method`, `path` (with `*`), `username` (the acting account), `text` (found in the body);
`times` is 1 unless said. `answer` is a status from 400 to 599 (403 is "not summoned"; a 429 lasts `seconds`), or `garbage` (a page instead of
JSON), `drop` (the connection is cut), `timeout` (nothing, for `seconds`, then cut), `take_then_timeout` and
`take_then_drop` (the work is done, the answer lost), or `take_then_half` (the work is done, and half of the answer comes).

**Not as on X**: webhook addresses may be plain http with a port; links without a scheme are not shortened; search,
media, likes, reposts and encrypted chat are missing; nothing costs money.
"""
