"""The keys of the one table (design §5). Everything about a customer stands in one partition; the sparse indexes hold only the
items that a list, the metrics or the outbox reads, and of these what their reader shows.

Every prefix of a key has one meaning. `<ticket>` is a ticket's id, `<customer>` the prefix that the ids of all tickets of
a customer share, and `<opened>` the rest of it. A `<hash>` of 26 letters and digits replaces a network's own id, and the
item holds the id: networks' ids may be long, and hold any character (N2).

A customer's partition is read from its end: what is known about the customer, then the heads of their tickets, then each
ticket's parts, newest first. So one query of a bounded length reads what a short conversation has, and the newest of a long
one; and a head is read before its parts, so that its version catches a save between the two.

    partition                      sort keys
    customer#<customer>            writer#guard                       how many tickets were opened in the partition, and
                                                                      the newest of them
                                   writer#block                       whether the customer blocks the account
                                   writer#private#<hash of an id>     an id under which the customer writes in private
                                   writer#alias                       the customer who writes in private under the id of
                                                                      this partition
                                   ticket#<opened>                    a ticket's head: what lists show, the newest clock
                                                                      with its alerts, the last small actions, and how
                                                                      far the newest reply is
                                   part#<opened>#~<kind>              what a ticket has once: its resolution, unless it
                                                                      stands with the clock in the head; owed, a note of
                                                                      the records that a large save has deferred; settled,
                                                                      in short the older part of a long ticket
                                   part#<opened>#<at>#post#<hash>     a post, by when it was written
                                   part#<opened>#<at>#clock#<clock>   a clock before the newest, with its alerts
                                   part#<opened>#<at>#reply#<reply>   and so on for action
                                   part#<opened>#<at>#alert#<clock>#<step>#<due>  an alert of a clock that is no more
    known#<network>#<hash>         pointer                            the ticket of a post, or of a version of it; or a
                                                                      tombstone, if it was deleted before it came in
                                   parent                             the post that it waits for, if it is parked
                                   orphan#<hash of own post>          one of our answers that waits for that post
                                   awaited                            that there are such answers, or were
                                   quoting#<hash of post>             a post that quotes its text
    settings                       current#<kind>#<id>                a settings document at its newest version
                                   version#<kind>#<id>#<version>      and at each
    person#<person>                noted#<fired>#<alert>              a recent alert
                                   collected#<fired>#<alert>          one that waits for a digest, or was in one
                                   resting                            until when digests pause, and the one begun
    health#<account>               beat#<signal>, fault#<fault>       its last sign of life, and its faults
                                   pause#<reason>#<call>              until when a call is paused
                                   tally#<what>                       the number of events that the desk cannot read
                                   quota                              the last reading of its plan's quota
    tallied#<account>              <what>#<hash of its id>            an event that was counted
    addresses                      status#<way>#<address>             an address with a fault, or when it was cleared
                                   transient#<way>#<address>#<event>  a transient failure of it
    budget#<account or quota>      calls#<call>, hold#<call>          calls that it made; until when it must not call
                                   ration#<day>                       the ids counted in a day's quota
    ledger                         <day>#<account>#<kind>             an account's charges for a kind of resource
    charged#<account>#<day>#<what>#<id>  counted                      an id counted that day, for deduplication
    sending#<account>              <written>#<ticket>#<reply>         a private answer in the send queue
    changed#<account>              mark                               when anything of the account last changed
    sealed#<account>               <day>#<part>                       the day's finished clocks, in columns
                                   progress                           how far the account's days are sealed
    amended#<account>              <instant>#<n>#<event>              clocks of past days that have changed since
    leases                         <name>                             a lease, and when it expires
    chunk#<name>                   content                            a chunk of the page
    build#<build>                  kept                               all chunks of that build of the page are kept
    checkpoints#<sweep>            <list>                             where the sweep resumes in a list, often an account's
    incidents                      <fault>#<account>                  a span in which an account receives nothing
    erasures                       <code>                             an open request for the erasure of a person
    erasure#<code>                 outcome                            what became of one
    looks#<account>                wanted#<ticket>, looked#<ticket>   a ticket to be looked up; when it was looked up
    threads#<account>              <day>#<hash of thread>             a thread that only a webhook named
    attachments#<ticket>           <hash of post and file>            a file that the desk keeps, or waits for
    delivered#<hash of a batch>    <person>#<way>                     a message that was sent
    words#<account>#<month>        <since>#<n>#<ticket>               texts of a ticket, for the search
    months#<account>               <month>                            a month with such texts
    code#<its end>                 <code from its end>#<at>#<ticket>  a code of a ticket

    index `due`                    by time
    waiting#<account>              the account's tickets that wait, soonest deadline first
    outbox#<what>                  notes, digests … that are still to be sent, files still to be fetched; tickets whose head
                                   or older clocks owe something
    index `recent`                 by time
    listed#<account>#<status>      the account's tickets of a status that do not wait, by their last post
    outbox#tickets                 tickets that wait, and whose newest reply is still to be sent
    returned                       replies that were returned to their authors
    index `clocks`                 by time
    steps#<account>                the account's tickets that wait, by their next step or their alert still to be sent
    started#<account>              the account's finished clocks and resolutions, by their start
    index `handles`
    handle#<account>#<hash>        the tickets of a handle

Instants have six digits of a second and end in Z, so that they sort as text and survive the round trip.
"""

from datetime import UTC, date, datetime

from shared.domain.text.fingerprint import fingerprint
from shared.domain.tickets.ticket_id import CUSTOMER_LENGTH, customer_part

WRITER = "writer#"
GUARD = "guard"
BLOCK = "block"
PRIVATE = "private"
ALIAS = "alias"
TICKET = "ticket#"
POST = "post"
CLOCK = "clock"
REPLY = "reply"
ACTION = "action"
ALERT = "alert"
RESOLUTION = "resolution"
OWED = "owed"
SETTLED = "settled"

POINTER = "pointer"
PARENT = "parent"
ORPHAN = "orphan#"
AWAITED = "awaited"
QUOTING = "quoting#"

SETTINGS = "settings"
CURRENT = "current#"

NOTED = "noted#"
COLLECTED = "collected#"
RESTING = "resting"

BEAT = "beat#"
FAULT = "fault#"
PAUSE = "pause#"
TALLY = "tally#"
QUOTA = "quota"

ADDRESSES = "addresses"
STATUS = "status#"
TRANSIENT = "transient#"
"""Sorts behind `STATUS`: a reader of the partition knows which addresses were cleared before it counts failures."""

CALLS = "calls#"
HOLD = "hold#"
RATION = "ration#"

WANTED = "wanted#"
LOOKED = "looked#"

ERASURES = "erasures"
OUTCOME = "outcome"

COUNTED = "counted"
MARK = "mark"
PROGRESS = "progress"
"""Sorts behind every day."""

CONTENT = "content"
KEPT = "kept"

LEDGER = "ledger"
LEASES = "leases"
INCIDENTS = "incidents"

DUE_REPLIES = "outbox#replies"
DUE_RETURNED = "outbox#returned"
DUE_TICKETS = "outbox#tickets"
DUE_NOTES = "outbox#notes"
DUE_CLOCKS = "outbox#clocks"
DUE_WORDS = "outbox#words"
DUE_DIGESTS = "outbox#digests"
DUE_ATTACHMENTS = "outbox#attachments"
RETURNED = "returned"


def instant(at: datetime) -> str:
    """Format an instant as RFC 3339 in UTC, at the same width for all instants."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def customer(account: str, customer_id: str) -> str:
    return f"customer#{customer_part(account, customer_id)}"


def customer_of(ticket: str) -> str:
    """Return the partition that holds a ticket."""
    return f"customer#{ticket[:CUSTOMER_LENGTH]}"


def about_writer(*what: str) -> str:
    """Return the sort key of something about the customer of a partition."""
    return WRITER + "#".join(what)


def head(ticket: str) -> str:
    """Return the sort key of a ticket's head."""
    return TICKET + ticket[CUSTOMER_LENGTH:]


def parts(ticket: str) -> str:
    """Return the prefix of the sort keys of all parts of a ticket."""
    return f"part#{ticket[CUSTOMER_LENGTH:]}#"


def part(ticket: str, at: datetime, kind: str, *rest: str) -> str:
    """Return the sort key of a part of a ticket; all kinds stand together, by time."""
    return parts(ticket) + "#".join((instant(at), kind, *rest))


def ticket_in(partition: str, sort_key: str) -> str:
    """Return the ticket of a head, or of a part of one, by its key."""
    return partition.removeprefix("customer#") + sort_key.split("#", 2)[1]


def only(kind: str, ticket: str) -> str:
    """Return the sort key of a part that a ticket has once. It sorts behind every instant, so the newest parts are read with
    it."""
    return f"{parts(ticket)}~{kind}"


def of_network(ident: str) -> str:
    """Return the hash that stands in a key for an id made by a network."""
    return fingerprint(ident)


def known(network: str, post_id: str) -> str:
    """Return the partition of all records about a post under one of its ids."""
    return f"known#{network}#{of_network(post_id)}"


def document_versions(kind: str, ident: str) -> str:
    """Return the prefix of the sort keys of all versions of a document."""
    return f"version#{kind}#{ident}#"


def document_version(kind: str, ident: str, version: int) -> str:
    return f"{document_versions(kind, ident)}{version:08d}"


def health(account: str) -> str:
    return f"health#{account}"


def tallied(account: str) -> str:
    """Return the partition of the events counted for the account, each once."""
    return f"tallied#{account}"


def person(person_id: str) -> str:
    """Return the partition of a person's alerts."""
    return f"person#{person_id}"


def delivered(batch: str) -> str:
    """Return the partition of the messages of a batch that were sent; hashed, since the batch's name holds ids of any
    length."""
    return f"delivered#{fingerprint(batch)}"


def budget(whose: str) -> str:
    """Return the partition of the usage of an account, or of a quota."""
    return f"budget#{whose}"


def changed(account: str) -> str:
    """Return the partition of the account's mark of change."""
    return f"changed#{account}"


def sealed(account: str) -> str:
    """Return the partition of the account's sealed days."""
    return f"sealed#{account}"


def amended(account: str) -> str:
    """Return the partition of the amendments to the account's sealed days."""
    return f"amended#{account}"


def chunk(name: str) -> str:
    """Return the partition of a chunk of the page."""
    return f"chunk#{name}"


def page_build(build: str) -> str:
    """Return the partition of a build of the page."""
    return f"build#{build}"


def erased(code: str) -> str:
    """Return the partition of what became of a request for erasure."""
    return f"erasure#{code}"


def looks(account: str) -> str:
    """Return the partition of the account's tickets that are looked up on the network."""
    return f"looks#{account}"


def threads(account: str) -> str:
    """Return the partition of the account's threads that only a webhook named."""
    return f"threads#{account}"


def thread(ident: str, at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d}#{fingerprint(ident)}"


def checkpoints(sweep: str) -> str:
    """Return the partition of the places at which the sweep resumes."""
    return f"checkpoints#{sweep}"


def attachments(ticket: str) -> str:
    """Return the partition of the records of a ticket's files."""
    return f"attachments#{ticket}"


def sending(account: str) -> str:
    """Return the partition of the replies in the account's send queue."""
    return f"sending#{account}"


def charged(account: str, day: date, what: str, resource: str) -> str:
    """Return the partition of what was charged to the account on that day, each resource once."""
    return f"charged#{account}#{day.isoformat()}#{what}#{fingerprint(resource)}"


def words(account: str, month: str) -> str:
    """Return the partition of the account's texts of a month, as the search index holds them."""
    return f"words#{account}#{month}"


def months(account: str) -> str:
    """Return the partition of the months in which the account has texts."""
    return f"months#{account}"


def code(plain: str) -> str:
    """Return the partition of all codes with this ending, of whatever account: the search looks codes up by their
    ending first."""
    return f"code#{plain[-3:]}"


def waiting(account: str) -> str:
    """Return the partition of `due` with the account's waiting tickets."""
    return f"waiting#{account}"


def listed(account: str, status: str) -> str:
    """Return the partition of `recent` with the account's tickets of a status."""
    return f"listed#{account}#{status}"


def handle(account: str, folded: str) -> str:
    """Return the partition of `handles` with the tickets of the customers of this handle, whatever their status."""
    return f"handle#{account}#{fingerprint(folded)[:CUSTOMER_LENGTH]}"


def steps(account: str) -> str:
    """Return the partition of `clocks` with the account's waiting tickets, by when they have to be looked at next."""
    return f"steps#{account}"


def started(account: str) -> str:
    """Return the partition of `clocks` with the account's finished clocks by their start.

    One for all time, so that years of an account are one query; a table that outgrows 1,000 new clocks a second on one
    account would add the month.
    """
    return f"started#{account}"


def place_in(at: datetime, ticket: str, *rest: str) -> str:
    """Return a position of one of an account's tickets, by the end of its id: the item's own key has the rest."""
    return place(at, ticket[CUSTOMER_LENGTH:], *rest)


def place(at: datetime, *rest: str) -> str:
    """Return a position in an index: the time, then the parts that make it unique."""
    return "#".join((instant(at), *rest))
