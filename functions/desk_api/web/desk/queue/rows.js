/** @typedef {import('../../types/desk.d.ts').Ticket} Ticket */
/**
 * @typedef {{ rows: Ticket[], left: Set<string>, held: number }} Arrangement `left` have gone since, `held` wait to be
 *   shown
 */

/**
 * The rows to show. While the list is being touched every row keeps its position: new tickets wait, and tickets that
 * have left the queue stay, marked. Otherwise the order is that of the newest response.
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
 * The tickets that are new. If there were more pages, a ticket behind the last of `before` has only moved up.
 * @param {Ticket[]} before @param {Ticket[]} latest @param {boolean} hadMore
 */
export function newTickets(before, latest, hadMore) {
  const here = new Set(before.map((ticket) => ticket.id));
  const last = hadMore ? latest.findLastIndex((ticket) => here.has(ticket.id)) : -1;
  return latest.slice(0, last < 0 ? latest.length : last).filter((ticket) => !here.has(ticket.id));
}

/**
 * Counts the tickets that became overdue since a response.
 * @param {Ticket[]} tickets @param {number} asOf @param {number} at
 */
export function countOverdueSince(tickets, asOf, at) {
  let n = 0;
  for (const { clock } of tickets) {
    const due = Date.parse(clock?.due_at ?? '');
    if (due > asOf && due <= at) n += 1;
  }
  return n;
}
