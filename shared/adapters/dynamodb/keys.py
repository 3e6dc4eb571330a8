"""The keys of the one table (design §5). Everything about a customer stands in one partition; the two sparse indexes hold
only what a list, the metrics or the outbox looks for.

    C#<account>#<customer>    C                                       the guard of the partition
                              T#<first post>                          a ticket's head
                              P#<first post>#<post>                   and so on for K (clocks), R (replies), N (actions)
                              A#<first post>#<clock>#<step>#<due>     an alert
                              H#<first post>                          whose handle it is, for the search
    X#<network>#<post>        X                                       which ticket a post, or an edit of it, is kept in;
                                                                      or that it was deleted before it came in
                              U                                       what it waits for, if it is parked
                              W#<own post>                            an answer of ours that waits for that post
                              Q#<post>                                a post that holds its words as a quote
    S                         H#<kind>#<id>                           a settings document at its newest version
                              V#<kind>#<id>#<version>                 and at each
    D#<person>                N#<fired>#<alert>, A#<fired>#<alert>    an alert of late; one that waits for a digest, or that
                                                                      a digest has told of
                              W                                       until when digests rest, and which was begun
    B#<account>               W#<signal>, F#<fault>                   when it was last heard of, and what is wrong
                              pause#<reason>#<call>                   until when a call is left alone
                              C#<what>                                how many came of what the desk cannot read
    B#<account>#counted       <what>#<hash of its id>                 what of it was counted
    M                         M#<way>#<address>                       an address that is marked, or when it was cleared
                              S#<way>#<address>#<event>               a failure of it that may pass
    U#<account>               C#<call>, H#<call>                      calls that it made; until when it must not
    U#<purse>                 R#<day>                                 what was counted in a day's ration
    L                         <day>#<account>#<kind>                  what an account was charged for a kind of thing
    L#<account>               <day>#<what>#<shard>                    what was counted that day, so that it counts once
    G#<account>               <written>#<ticket>#<reply>              a private answer that waits for its turn
    Y                         <name>                                  who may do something alone, and until when
    E                         <fault>#<account>                       a stretch in which an account is deaf
    V#<account>               W#<ticket>, L#<ticket>                  a ticket to be looked up; when it was looked at
    J#<hash of a batch>       <person>#<way>                          a message that is out
    ZW#<account>#<month>      <since>#<n>#<ticket>                    words of a ticket, for the search
    ZM#<account>              <month>                                 a month with such words
    ZC#<its end>              <code from its end>#<at>#<ticket>       a code of a ticket

In the keys of the search and of looks a ticket is a hash of its id.

Instants have six digits of a second and end in Z, so that they sort as text and come back as they were.
"""

import hashlib
from base64 import b32encode
from datetime import UTC, datetime

CUSTOMER = "C"
POINTER = "X"
PARKED = "W#"
UNDER = "U"
QUOTE = "Q#"
SETTINGS = "S"
HEAD = "H#"
WAY = "W#"
FAULT = "F#"
PAUSE = "pause#"
DUE_REPLIES = "O#replies"
DUE_RETURNED = "O#returned"
RETURNED = "R#returned"
DUE_ALERTS = "O#alerts"
DUE_NOTES = "O#notes"
DUE_CLOCKS = "O#clocks"
DUE_WORDS = "O#words"
DUE_DIGESTS = "O#digests"
NOTED = "N#"
COLLECTED = "A#"
RESTING = "W"
EPISODES = "E"
MARKS = "M"
MARK = "M#"
SOFT = "S#"
COUNTED = "C#"
HELD = "H#"
WANTED = "W#"
LOOKED = "L#"
RATION = "R#"
LEDGER = "L"
LEASES = "Y"


def instant(at: datetime) -> str:
    """RFC 3339 in UTC, of one width for all instants."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def customer(account: str, customer_id: str) -> str:
    return f"C#{account}#{customer_id}"


def network_post(network: str, post_id: str) -> str:
    return f"X#{network}#{post_id}"


def document_versions(kind: str, ident: str) -> str:
    """What the sort keys of all versions of a document begin with."""
    return f"V#{kind}#{ident}#"


def document_version(kind: str, ident: str, version: int) -> str:
    return f"{document_versions(kind, ident)}{version:08d}"


def heartbeat(account: str) -> str:
    return f"B#{account}"


def counted(account: str) -> str:
    """Partition of what was counted of the account, each once."""
    return f"B#{account}#counted"


def told(person: str) -> str:
    """Partition of a person's alerts."""
    return f"D#{person}"


def deliveries(batch: str) -> str:
    """Partition of the messages of a batch that are out; hashed, since the name holds ids of any length."""
    return f"J#{hashlib.sha256(batch.encode()).hexdigest()[:32]}"


def budget(whose: str) -> str:
    """Partition of what an account, or a purse, has used up."""
    return f"U#{whose}"


def looks(account: str) -> str:
    """Partition of the account's tickets that are looked up on the network."""
    return f"V#{account}"


def line(account: str) -> str:
    """Partition of those who wait for their turn."""
    return f"G#{account}"


def seen_in_ledger(account: str) -> str:
    """Partition of what was counted for the account, each once a day."""
    return f"{LEDGER}#{account}"


def words(account: str, month: str) -> str:
    """Partition of what was written on the account in a month, as the search holds it."""
    return f"ZW#{account}#{month}"


def months(account: str) -> str:
    """Partition of the months in which something was written on the account."""
    return f"ZM#{account}"


def code(plain: str) -> str:
    """Partition of all codes with this end, of whatever account: the search asks for codes with an end first."""
    return f"ZC#{plain[-3:]}"


def hashed(ticket: str) -> str:
    """26 letters and digits that stand for a ticket's id."""
    return b32encode(hashlib.sha256(ticket.encode()).digest())[:26].decode().lower()


def in_ticket(letter: str, first_post: str, *rest: str) -> str:
    return "#".join((letter, first_post, *rest))


def queue(account: str) -> str:
    """Partition of `due`: the account's tickets that wait."""
    return f"Q#{account}"


def listed(account: str, status: str) -> str:
    """Partition of `recent`: the account's tickets of a status."""
    return f"Q#{account}#{status}"


def handle(account: str, folded: str) -> str:
    """Partition of `recent`: the tickets of whoever has this handle, whatever their status."""
    return f"H#{account}#{folded}"


def measured(account: str) -> str:
    """Partition of `recent`: the account's clocks by their start. One for all time, so that years of an account are one
    query; a table that outgrows 1,000 new clocks a second on one account would add the month."""
    return f"K#{account}"


def place(at: datetime, *rest: str) -> str:
    """A place in the order of an index: by time, and then by what makes it unique."""
    return "#".join((instant(at), *rest))
