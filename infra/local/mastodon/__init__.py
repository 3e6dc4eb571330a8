"""A stand-in for a Mastodon server that listens on HTTP, so that the desk can be run and tested without one.

`python -m infra.local.mastodon --host 127.0.0.1 --port 4570 --state .local/mastodon`; its state survives a restart. `seed`
holds the account that it knows from the start, `serve.running(folder)` starts one inside a test, `client.Mastodon` speaks to
one.

**The API**, shaped after Mastodon's public documentation: verify_credentials, notifications with their policy, an account's
statuses, statuses (one, several by id, their context, new with an Idempotency-Key that is remembered for an hour, deleted),
the instance. Status texts are HTML as Mastodon writes it; people of other servers have whole handles; edits keep the id; what
the account may not see is not there.

**Control** under /control, without a login, for this machine only. JSON in, JSON out; 400 with `error` if senseless.

| request | body or query | what |
|---|---|---|
| POST /statuses | from, text, in_reply_to?, visibility?, warning?, media?, quotes?, html?, at? | somebody writes; `html` replaces the server's own |
| PUT /statuses/{id} | text | the author edits it |
| DELETE /statuses/{id} | | the author deletes it |
| GET /statuses | ?author= | statuses, oldest first |
| POST /faults, DELETE /faults | answer, times?, method?, path?, seconds? | misbehave (below), or behave again |
| POST /settings | token?, max_characters?, policy?, version?, forgets_keys?, refuses_repeats?, shows_all? | the server and the account |
| GET /requests | | the number of requests by route |
| POST /reset | | forget all traffic, and behave |

**Faults**: `path` may hold `*`; `answer` is a status, or `token`, `scope`, `gone`, `parent_gone`, `too_long`, `rate`,
`rate_bare` (without headers), `disabled`, `garbage`, `drop`, `timeout`, `take_then_drop`, `take_then_timeout` (the work is done,
the answer lost), `take_then_garbage`, `take_then_500`.

**Not as on Mastodon**: nothing is federated, and nobody follows anybody.
"""
