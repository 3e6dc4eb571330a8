import { get, troubleKind } from '../session/api.js';
import { createStore } from '../session/store.js';
import { queueQuery } from './queue.js';

/** @typedef {import('../../types/desk.d.ts').Ticket} Ticket */
/** @typedef {import('../../types/desk.d.ts').QueuePage} QueuePage */
/** @typedef {import('./queue.js').QueueFilters & { q: string }} Question */

const PAGE = 50;

/**
 * The search results, of all statuses unless one is selected. They are refreshed only by a new search or after an
 * action on a ticket.
 */
export const search = createStore({
  question: /** @type {Question | null} */ (null),
  rows: /** @type {Ticket[]} */ ([]),
  /** texts were searched back to this time; null: all of them, or none yet if `wordsWait` */
  backTo: /** @type {string | null} */ (null),
  wordsWait: false,
  next: /** @type {string | null} */ (null),
  loaded: false,
  loading: false,
  trouble: '',
});

/** Starts a search; the previous results stay until the response arrives. @param {Question} question */
export function startSearch(question) {
  if (JSON.stringify(search.get().question) === JSON.stringify(question)) return;
  search.set({ question, next: null, loaded: false, loading: false, trouble: '' });
  if (question.q) void fetchResults(question, null);
  else search.set({ rows: [] });
}

/** Ends the search and drops its results. */
export const leaveSearch = () => search.set({ question: null, rows: [], next: null, loaded: false });

/** Repeats the search after an action on a ticket, from the first page. */
export function refreshSearch() {
  const { question, loading } = search.get();
  if (question?.q && !loading) void fetchResults(question, null);
}

/** Searches further back, or retries. */
export function searchFurther() {
  const { question, next, loading } = search.get();
  if (question?.q && !loading) void fetchResults(question, next);
}

/** @param {Question} question @param {string | null} cursor */
async function fetchResults(question, cursor) {
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
