import { get, ticketPath } from '../session/api.js';

/** @typedef {import('../../types/desk.d.ts').TicketView} TicketView */

/**
 * Reads the page of a ticket's history before the one that the view begins with.
 * @param {string} id @param {TicketView} view @returns {Promise<TicketView>} the view that begins with that page
 */
export async function withOlderPage(id, view) {
  if (!view.next_cursor) return view;
  return joined(await get(`${ticketPath(id)}?cursor=${encodeURIComponent(view.next_cursor)}`), view);
}

/**
 * Makes a fresh view begin where the known one does. What is unchanged is kept; of a ticket that has changed, older
 * pages are read again, since texts in them may be gone.
 * @param {string} id @param {TicketView} fresh @param {TicketView | undefined} known
 */
export async function reachingAsFar(id, fresh, known) {
  const first = known?.posts[0];
  if (!known || !first || !fresh.next_cursor) return fresh;
  if (known.version === fresh.version) return joined(known, fresh);
  let view = fresh;
  while (view.next_cursor && view.posts[0].posted_at > first.posted_at) view = await withOlderPage(id, view);
  return view;
}

/** @param {TicketView} older @param {TicketView} newer @returns {TicketView} */
function joined(older, newer) {
  return {
    ...newer,
    next_cursor: older.next_cursor,
    posts: before(older.posts, newer.posts, (post) => post.id),
    clocks: before(older.clocks, newer.clocks, (clock) => clock.id),
    alerts: before(older.alerts, newer.alerts, (alert) => `${alert.clock} ${alert.step} ${alert.due_at}`),
    replies: before(older.replies, newer.replies, (reply) => reply.id),
    history: before(older.history, newer.history, (entry) => entry.id),
  };
}

/**
 * Puts the older entries before the newer ones, each once, as the newer page has it.
 * @template T
 * @param {T[]} older @param {T[]} newer @param {(entry: T) => string} key
 * @returns {T[]}
 */
function before(older, newer, key) {
  const known = new Set(newer.map(key));
  return [...older.filter((entry) => !known.has(key(entry))), ...newer];
}
