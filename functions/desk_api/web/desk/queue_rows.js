/** @typedef {import('../types/desk.d.ts').Ticket} Ticket */
/**
 * @typedef {{ rows: Ticket[], left: Set<string>, held: number }} Arrangement `left` have gone since, `held` wait to be
 *   shown
 */

/**
 * The rows to show. While somebody's finger is on the list every row keeps its place: what is new waits, and what has
 * left the queue stays, marked, until the list is let go; further pages stand behind. Otherwise the newest answer is
 * the order.
 * @param {Ticket[]} shown
 * @param {Ticket[]} latest
 * @param {boolean} still
 * @param {boolean} hadMore
 * @returns {Arrangement}
 */
export function arrangeRows(shown, latest, still, hadMore) {
  if (!still) return { rows: latest, left: new Set(), held: 0 };
  const known = new Map(latest.map((ticket) => [ticket.id, ticket]));
  const here = new Set(shown.map((ticket) => ticket.id));
  const further = hadMore ? latest.slice(latest.findLastIndex((ticket) => here.has(ticket.id)) + 1) : [];
  return {
    rows: [...shown.map((ticket) => known.get(ticket.id) ?? ticket), ...further],
    left: new Set([...here].filter((id) => !known.has(id))),
    held: newTickets(shown, latest, hadMore).length,
  };
}

/**
 * The tickets that have come since. Where more stood behind the last of `before`, what follows that one now has only
 * moved up. @param {Ticket[]} before @param {Ticket[]} latest @param {boolean} hadMore
 */
export function newTickets(before, latest, hadMore) {
  const here = new Set(before.map((ticket) => ticket.id));
  const last = hadMore ? latest.findLastIndex((ticket) => here.has(ticket.id)) : -1;
  return latest.slice(0, last < 0 ? latest.length : last).filter((ticket) => !here.has(ticket.id));
}

/**
 * How many of these have lapsed since an answer; they stand in the order of their deadlines.
 * @param {Ticket[]} tickets @param {number} asOf @param {number} at
 */
export function countOverdueSince(tickets, asOf, at) {
  let n = 0;
  for (const { clock } of tickets) {
    const due = Date.parse(clock?.due_at ?? '');
    if (!(due <= at)) break;
    if (due > asOf) n += 1;
  }
  return n;
}
