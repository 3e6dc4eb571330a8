/** @typedef {import('../../types/desk.d.ts').Ticket} Ticket */
/**
 * A page of the queue. `answered` are its tickets as the API returned them; `tickets` leaves out those that a later
 * response put on another page and adds those pushed here; `next` is the cursor of the next page.
 * @typedef {{ path: string, etag: string | null, answered: Ticket[], tickets: Ticket[], next: string | null }} Page
 */

/**
 * Replaces one page by a newer response. Every ticket appears once, in order. A ticket missing from the response has
 * left the queue, unless it was only pushed past the end of the page: then it moves to the next page until that is
 * read.
 * @param {Page[]} pages
 * @param {number} at
 * @param {Page} read
 * @returns {Page[]}
 */
export function mergePage(pages, at, read) {
  const here = new Set(read.tickets.map(({ id }) => id));
  const before = pages
    .slice(0, at)
    .map((page) => ({ ...page, tickets: page.tickets.filter(({ id }) => !here.has(id)) }));
  if (read.next === null) return [...before, read];
  const behind = pages.slice(at);
  const end = endOf(
    behind.flatMap((page) => page.tickets),
    read.tickets,
  );
  let place = 0;
  const rest = behind.map((page) => ({
    ...page,
    tickets: page.tickets.filter(({ id }) => place++ >= end && !here.has(id)),
  }));
  const [pushed, ...after] = rest;
  if (after.length > 0) after[0].tickets.unshift(...pushed.tickets);
  else if (pushed?.tickets.length > 0) after.push({ ...pushed, path: '' });
  return [...before, read, ...after.filter((page) => page.tickets.length > 0)];
}

/**
 * The position in the old order at which the new page ends: behind its last unmoved ticket.
 * @param {Ticket[]} old
 * @param {Ticket[]} tickets
 */
function endOf(old, tickets) {
  const places = new Map(old.map(({ id }, place) => [id, place]));
  const last = tickets.findLast((ticket) => {
    const stood = old[places.get(ticket.id) ?? -1];
    return stood && orderOf(stood) === orderOf(ticket);
  });
  return last ? (places.get(last.id) ?? 0) + 1 : 0;
}

/** The deadline, or the end of the answer window if that is earlier (N3). @param {Ticket} ticket */
function orderOf({ clock, answer_by, last_post_at }) {
  if (!clock) return last_post_at;
  return answer_by && answer_by < clock.due_at ? answer_by : clock.due_at;
}

/** The index of the page that holds each ticket. @param {Page[]} pages @returns {Map<string, number>} */
export const pagesByTicket = (pages) => new Map(pages.flatMap((page, at) => page.tickets.map(({ id }) => [id, at])));
