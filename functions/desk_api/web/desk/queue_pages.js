/** @typedef {import('../types/desk.d.ts').Ticket} Ticket */
/**
 * A stretch of a list. `answered` is what the desk said it holds, and `tickets` what of it stands in no page that was
 * read later, with what later answers have pushed here; `next` is where the page behind it begins.
 * @typedef {{ path: string, etag: string | null, answered: Ticket[], tickets: Ticket[], next: string | null }} Page
 */

/**
 * The pages after the one at a place was read. Every row stands once, in order. What the answer no longer has has left;
 * what was only pushed over its end moves to the page behind, until that is read in its turn.
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
 * Where in the old order the new answer ends: behind its last row that stands where it stood.
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

/** @param {Ticket} ticket */
const orderOf = ({ clock, last_post_at }) => clock?.due_at ?? last_post_at;

/** The page that holds each ticket. @param {Page[]} pages @returns {Map<string, number>} */
export const pagesByTicket = (pages) => new Map(pages.flatMap((page, at) => page.tickets.map(({ id }) => [id, at])));
