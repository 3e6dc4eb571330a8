/** @typedef {import('../types/desk.d.ts').Ticket} Ticket */
/** @typedef {{ rows: Ticket[], left: Set<string>, held: number }} Arrangement `left` have gone since, `held` wait to be shown */

/**
 * The rows to show. While somebody's finger is on the list every row keeps its place: what is new waits, and what has
 * left the queue stays, marked, until the list is let go. Otherwise the newest answer is the order.
 * @param {Ticket[]} shown @param {Ticket[]} latest @param {boolean} still @param {boolean} hadMore
 * @returns {Arrangement}
 */
export function arrange(shown, latest, still, hadMore) {
  if (!still) return { rows: latest, left: new Set(), held: 0 };
  const known = new Map(latest.map((ticket) => [ticket.id, ticket]));
  const here = new Set(shown.map((ticket) => ticket.id));
  return {
    rows: shown.map((ticket) => known.get(ticket.id) ?? ticket),
    left: new Set([...here].filter((id) => !known.has(id))),
    held: newIn(shown, latest, hadMore).length,
  };
}

/**
 * The tickets that have come since. Where more stood behind the last of `before`, what follows that one now has only
 * moved up. @param {Ticket[]} before @param {Ticket[]} latest @param {boolean} hadMore
 */
export function newIn(before, latest, hadMore) {
  const here = new Set(before.map((ticket) => ticket.id));
  const last = hadMore ? latest.findLastIndex((ticket) => here.has(ticket.id)) : -1;
  return latest.slice(0, last < 0 ? latest.length : last).filter((ticket) => !here.has(ticket.id));
}

/**
 * The list after its first pages were read anew: further pages stay, without those that the new answer has, or would
 * have had, since the queue is in the order of deadlines.
 * @param {Ticket[]} before @param {Ticket[]} first @param {boolean} more whether anything follows after `first`
 */
export function renew(before, first, more) {
  if (!more) return first;
  const fresh = new Set(first.map((ticket) => ticket.id));
  const last = before.findIndex((ticket) => ticket.id === first.at(-1)?.id);
  const rest = last < 0 ? before.slice(first.length) : before.slice(last + 1);
  return [...first, ...rest.filter((ticket) => !fresh.has(ticket.id))];
}
