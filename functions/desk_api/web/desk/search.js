import { get, troubleKind } from './api.js';
import { queueQuery } from './queue.js';
import { createStore } from './store.js';

/** @typedef {import('../types/desk.d.ts').Ticket} Ticket */
/** @typedef {import('../types/desk.d.ts').QueuePage} QueuePage */
/** @typedef {import('./queue.js').QueueFilters & { q: string }} Question */

const PAGE = 50;

/**
 * What was found so far, over all statuses unless one is chosen. Nothing here moves by itself: it is read when somebody
 * asks, and again when they have done something to a ticket.
 */
export const search = createStore({
  question: /** @type {Question | null} */ (null),
  rows: /** @type {Ticket[]} */ ([]),
  /** the words since then were looked at; null: all there are, or none yet if `wordsWait` */
  backTo: /** @type {string | null} */ (null),
  wordsWait: false,
  next: /** @type {string | null} */ (null),
  loaded: false,
  loading: false,
  trouble: '',
});

/** Asks anew; what was found before stays in sight until the answer is there. @param {Question} question */
export function startSearch(question) {
  if (JSON.stringify(search.get().question) === JSON.stringify(question)) return;
  search.set({ question, next: null, loaded: false, loading: false, trouble: '' });
  if (question.q) void read(question, null);
  else search.set({ rows: [] });
}

/** Nobody searches any more: what was found is not shown again, since it would be old. */
export const leaveSearch = () => search.set({ question: null, rows: [], next: null, loaded: false });

/** Somebody has done something: the first page is asked for again, and what was found further back goes. */
export function refreshSearch() {
  const { question, loading } = search.get();
  if (question?.q && !loading) void read(question, null);
}

/** Looks further back, or tries again. */
export function searchFurther() {
  const { question, next, loading } = search.get();
  if (question?.q && !loading) void read(question, next);
}

/** @param {Question} question @param {string | null} cursor */
async function read(question, cursor) {
  search.set({ loading: true, trouble: '' });
  const query = queueQuery(question);
  query.set('q', question.q);
  query.set('limit', String(PAGE));
  query.set('counts', 'false');
  if (cursor) query.set('cursor', cursor);
  try {
    /** @type {QueuePage} */
    const page = await get(`/api/queue?${query}`);
    if (search.get().question !== question) return;
    const before = cursor ? search.get().rows : [];
    const known = new Set(before.map(({ id }) => id));
    const { searched_back_to: backTo = null, next_cursor: next } = page;
    search.set({
      rows: [...before, ...page.tickets.filter(({ id }) => !known.has(id))],
      backTo,
      wordsWait: backTo === page.as_of,
      next,
      loaded: true,
      loading: false,
    });
  } catch (error) {
    if (search.get().question !== question) return;
    search.set({
      trouble: troubleKind(error),
      loading: false,
      loaded: true,
      ...(!cursor && { rows: [], next: null, backTo: null }),
    });
  }
}
