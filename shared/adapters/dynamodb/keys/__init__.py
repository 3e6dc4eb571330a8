"""The keys of the one table (design §5). Everything about a customer stands in one partition; the sparse indexes hold only the
items that a list, the metrics or the outbox reads, and of these what their reader shows.

Every prefix of a key has one meaning. `<ticket>` is a ticket's id, `<customer>` the prefix that the ids of all tickets of
a customer share, and `<opened>` the rest of it, which begins with the minute. A `<hash>` of 26 letters and digits replaces a network's own id, and the
item holds the id: networks' ids may be long, and hold any character (N2).

A customer's partition is read from its end: what is known about the customer, then the heads of their tickets, then each
ticket's parts, newest first in both. So one query of a bounded length reads what a short conversation has, and the newest of a long
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
                                   spent#<day>                        the ids counted in a day's quota
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
    checkpoints                    <sweep>#<list>                     where the sweep resumes in a list, often an account's
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
