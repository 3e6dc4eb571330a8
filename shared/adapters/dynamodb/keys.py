"""The keys of the one table (design §5). Everything about a customer stands in one partition; the two sparse indexes hold
only what a list, the metrics or the outbox looks for.

Every first word of a key is used for one thing alone. `<ticket>` is a ticket's id, `<customer>` what the ids of all tickets
of a customer begin with, and `<opened>` the rest of it. Where a network's own id would stand there is a `<hash>` of it, of
26 letters and digits, and the item holds the id: networks' ids may be long, and hold any character (N2).

    partition                      sort keys
    customer#<customer>            guard                              how many tickets were opened in the partition
                                   ticket#<opened>                    a ticket's head
                                   post#<opened>#<hash>               and so on for clock, reply, action
                                   alert#<opened>#<clock>#<step>#<due>
                                   named#<opened>                     whose handle it is, for the search
                                   owed#<opened>                      records that a large save has left for later
    known#<network>#<hash>         pointer                            which ticket a post, or a version of it, is kept in;
                                                                      or that it was deleted before it came in
                                   parent                             what it waits for, if it is parked
                                   orphan#<hash of own post>          an answer of ours that waits for that post
                                   quoting#<hash of post>             a post that holds its words as a quote
    settings                       current#<kind>#<id>                a settings document at its newest version
                                   version#<kind>#<id>#<version>      and at each
    person#<person>                noted#<fired>#<alert>              an alert of late
                                   collected#<fired>#<alert>          one that waits for a digest, or was in one
                                   resting                            until when digests rest, and which was begun
    health#<account>               beat#<signal>, fault#<fault>       when it was last heard of, and what is wrong
                                   pause#<reason>#<call>              until when a call is left alone
                                   tally#<what>                       how many came of what the desk cannot read
    tallied#<account>              <what>#<hash of its id>            what of it was counted
    addresses                      status#<way>#<address>             an address that is marked, or when it was cleared
                                   transient#<way>#<address>#<event>  a failure of it that may pass
    budget#<account or purse>      calls#<call>, hold#<call>          calls that it made; until when it must not
                                   ration#<day>                       what was counted in a day's ration
    ledger                         <day>#<account>#<kind>             what an account was charged for a kind of thing
    charged#<account>              <day>#<what>#<shard>               what was counted that day, so that it counts once
    sending#<account>              <written>#<ticket>#<reply>         a private answer that waits for its turn
    leases                         <name>                             who may do something alone, and until when
    incidents                      <fault>#<account>                  a stretch in which an account is deaf
    looks#<account>                wanted#<ticket>, looked#<ticket>   a ticket to be looked up; when it was looked at
    delivered#<hash of a batch>    <person>#<way>                     a message that is out
    words#<account>#<month>        <since>#<n>#<ticket>               words of a ticket, for the search
    months#<account>               <month>                            a month with such words
    code#<its end>                 <code from its end>#<at>#<ticket>  a code of a ticket

    index `due`                    by time
    waiting#<account>              the account's tickets that wait, soonest deadline first
    outbox#<what>                  replies, alerts, notes … that are still to go out
    index `recent`                 by time
    listed#<account>#<status>      the account's tickets of a status, by their last post
    started#<account>              the account's clocks, by their start
    handle#<account>#<hash>        the tickets of a handle
    returned                       replies that came back to their writers

Instants have six digits of a second and end in Z, so that they sort as text and come back as they were.
"""

from datetime import UTC, datetime

from shared.domain.text.fingerprint import fingerprint
from shared.domain.tickets.ticket_id import CUSTOMER_LENGTH, customer_part

GUARD = "guard"
TICKET = "ticket"
POST = "post"
CLOCK = "clock"
REPLY = "reply"
ACTION = "action"
ALERT = "alert"
NAMED = "named"
OWED = "owed"

POINTER = "pointer"
PARENT = "parent"
ORPHAN = "orphan#"
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

ADDRESSES = "addresses"
STATUS = "status#"
TRANSIENT = "transient#"
"""Sorts behind `STATUS`: whoever reads the partition knows what was cleared before they count failures."""

CALLS = "calls#"
HOLD = "hold#"
RATION = "ration#"

WANTED = "wanted#"
LOOKED = "looked#"

LEDGER = "ledger"
LEASES = "leases"
INCIDENTS = "incidents"

DUE_REPLIES = "outbox#replies"
DUE_RETURNED = "outbox#returned"
DUE_ALERTS = "outbox#alerts"
DUE_NOTES = "outbox#notes"
DUE_CLOCKS = "outbox#clocks"
DUE_WORDS = "outbox#words"
DUE_DIGESTS = "outbox#digests"
RETURNED = "returned"


def instant(at: datetime) -> str:
    """RFC 3339 in UTC, of one width for all instants."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def customer(account: str, customer_id: str) -> str:
    return f"customer#{customer_part(account, customer_id)}"


def customer_of(ticket: str) -> str:
    """The partition that a ticket stands in."""
    return f"customer#{ticket[:CUSTOMER_LENGTH]}"


def in_ticket(kind: str, ticket: str, *rest: str) -> str:
    """The sort key of something in a ticket."""
    return "#".join((kind, ticket[CUSTOMER_LENGTH:], *rest))


def every(kind: str) -> str:
    """What the sort keys of all of a kind in a partition begin with."""
    return f"{kind}#"


def of_network(ident: str) -> str:
    """Stands in a key for an id that a network made."""
    return fingerprint(ident)


def known(network: str, post_id: str) -> str:
    """Partition of what is known of a post by one of its ids."""
    return f"known#{network}#{of_network(post_id)}"


def document_versions(kind: str, ident: str) -> str:
    """What the sort keys of all versions of a document begin with."""
    return f"version#{kind}#{ident}#"


def document_version(kind: str, ident: str, version: int) -> str:
    return f"{document_versions(kind, ident)}{version:08d}"


def health(account: str) -> str:
    return f"health#{account}"


def tallied(account: str) -> str:
    """Partition of what was counted of the account, each once."""
    return f"tallied#{account}"


def person(person_id: str) -> str:
    """Partition of a person's alerts."""
    return f"person#{person_id}"


def delivered(batch: str) -> str:
    """Partition of the messages of a batch that are out; hashed, since the batch's name holds ids of any length."""
    return f"delivered#{fingerprint(batch)}"


def budget(whose: str) -> str:
    """Partition of what an account, or a purse, has used up."""
    return f"budget#{whose}"


def looks(account: str) -> str:
    """Partition of the account's tickets that are looked up on the network."""
    return f"looks#{account}"


def sending(account: str) -> str:
    """Partition of the replies that wait for their turn."""
    return f"sending#{account}"


def charged(account: str) -> str:
    """Partition of what was counted for the account, each once a day."""
    return f"charged#{account}"


def words(account: str, month: str) -> str:
    """Partition of what was written on the account in a month, as the search holds it."""
    return f"words#{account}#{month}"


def months(account: str) -> str:
    """Partition of the months in which something was written on the account."""
    return f"months#{account}"


def code(plain: str) -> str:
    """Partition of all codes with this end, of whatever account: the search asks for codes with an end first."""
    return f"code#{plain[-3:]}"


def waiting(account: str) -> str:
    """Partition of `due`: the account's tickets that wait."""
    return f"waiting#{account}"


def listed(account: str, status: str) -> str:
    """Partition of `recent`: the account's tickets of a status."""
    return f"listed#{account}#{status}"


def handle(account: str, folded: str) -> str:
    """Partition of `recent`: the tickets of the customers with this handle, whatever their status."""
    return f"handle#{account}#{fingerprint(folded)}"


def started(account: str) -> str:
    """Partition of `recent`: the account's clocks by their start. One for all time, so that years of an account are one
    query; a table that outgrows 1,000 new clocks a second on one account would add the month."""
    return f"started#{account}"


def place(at: datetime, *rest: str) -> str:
    """A place in the order of an index: by time, and then by what makes it unique."""
    return "#".join((instant(at), *rest))
