"""A stand-in for Meta's Graph API that listens on HTTP: a Page with its comments, its Messenger, and an Instagram account.

`python -m infra.local.meta --host 127.0.0.1 --port 4571 --state .local/meta`; its state survives a restart. `seed` holds the app,
the Page and the Instagram account that it knows from the start, `serve.running(folder)` starts one inside a test,
`client.FakeMeta` speaks to one.

**The Graph API**, shaped after Meta's published reference: nodes with their fields and expansions, edges page by page, `ids` and
batches; comments and answers on Facebook and Instagram, hiding, likes and deletions, mentions, reviews, conversations with the
details of the twenty newest messages, messages with their windows (24 hours, with the tag HUMAN_AGENT seven days), one private
answer to a comment within seven days, who controls a thread; subscriptions of the app and of the Page, debug_token, exchange of
tokens. Tokens, their `appsecret_proof`, versions and permissions are checked, and every answer tells of the usage. Events are
delivered as Meta signs and escapes them, and again if the webhook did not take them; what nobody is subscribed to is lost.

**Control** under /control, without a login, for this machine only. JSON in, JSON out; 400 with `error` if senseless. A person is
named by a name or any of their ids; `platform` is facebook, messenger or instagram.

| request | body or query | what |
|---|---|---|
| POST /people | name, shown?, username?, consents?, has_profile?, unavailable? | a person, new or changed |
| POST /posts | text, from?, platform?, ad? | the brand publishes, or with `from` a visitor writes on the Page |
| POST /comments | from, text, on?, answers?, platform?, at?, photo?, live?, told?, twice? | a comment, by default below the brand's \
newest post; `from` "brand" is a colleague in the network's own app; `twice` repeats it as an ad's |
| POST /comments/{id}/edit, /delete, /hide, /react | text; ; hidden?; from | the same for a visitor's post or a review |
| POST /reviews | from, text, recommends | a recommendation, or none |
| POST /mentions | from, text, platform?, comment?, sparse? | somebody names the brand elsewhere |
| POST /messages | from, text?, platform?, attachments?, reply_to?, unsupported?, at?, told? | a message; with `to` in place of \
`from` a colleague's, in the inbox |
| POST /messages/{id}/edit, /unsend, /again | text; ; at? | its writer edits it or takes it back; it is delivered again |
| POST /postbacks | from, title, platform? | somebody taps a button |
| POST /threads | person, owner (inbox, desk, an app's id), platform? | who controls the thread |
| POST /deletion | from | somebody asks Meta to have their data deleted; the answer of the app |
| GET /sent | | what the app has written, oldest first |
| GET /people, /posts, /comments, /messages | | everything there is |
| GET /deliveries, /under_way; POST /deliveries/{id}/again | | deliveries with every attempt; the same bytes once more |
| POST /release | reverse?, merge? | delivers what was held (`holds`), up to a thousand entries at once |
| POST /faults, DELETE /faults | answer, times?, method?, path?, text?, seconds? | misbehave (below), or behave again |
| POST /settings | see `world.DEFAULTS` | the app, the Page, and how the network behaves |
| GET /requests | | the number of requests by kind of node and edge |
| POST /reset | everything? | forget all traffic; with `everything` the subscriptions too |

**Faults**: `path` is that behind the version and may hold `*`, `text` is part of the body; `answer` is a status, the name of an
error in `errors.ERRORS`, `garbage`, `drop`, `timeout`, or `null` (a part of a batch without an answer). With `take_then_` in
front, the work is done and its answer lost or wrong: `take_then_drop`, `take_then_unlisted`. The limits of a use case stay closed
for minutes, and longer for whoever calls meanwhile.

**Not as at Meta**: webhook addresses may be plain http with a port; nothing is reviewed; pictures have addresses and no bytes.
"""
