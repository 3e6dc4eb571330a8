import { getChanged, ProblemError } from './api.js';
import { setClock } from './clock.js';
import { alertDevice } from './device.js';
import { poll } from './poll.js';
import { arrange, newIn, renew } from './rows.js';
import { say } from './say.js';
import { createStore } from './store.js';
import { t } from './words.js';

/** @typedef {import('../types/desk.d.ts').Ticket} Ticket */
/** @typedef {import('../types/desk.d.ts').QueuePage} QueuePage */
/** @typedef {{ show: string, account: string, q: string, channel: string, tag: string }} Narrowing */

const PAGE = 50;
const LARGEST_PAGE = 200;
/** Behind other windows: often enough for the number in the tab. */
const HIDDEN_MS = 30_000;
/** So long after the last touch rows may move again. */
const STILL_MS = 2_000;

export const queue = createStore({
  narrowing: /** @type {Narrowing} */ ({ show: 'waiting', account: '', q: '', channel: '', tag: '' }),
  /** as read; `rows` are what is shown of it, in the order in which it is shown */
  all: /** @type {Ticket[]} */ ([]),
  rows: /** @type {Ticket[]} */ ([]),
  left: /** @type {Set<string>} */ (new Set()),
  held: 0,
  loaded: false,
  loadingMore: false,
  cursor: /** @type {string | null} */ (null),
  unreachable: /** @type {{ retryAt: number } | null} */ (null),
  problem: '',
  asOf: /** @type {string | null} */ (null),
  counts: /** @type {QueuePage['counts']} */ ({}),
  tags: /** @type {QueuePage['tags']} */ ({}),
  accounts: /** @type {QueuePage['accounts']} */ ([]),
});

/** The last first page as it was answered, by what was asked. @type {{ path: string, etag: string | null, page: QueuePage } | null} */
let known = null;
let touchedAt = 0;
let scrolled = false;
let settling = 0;
/** @type {ReturnType<typeof poll> | null} */
let polling = null;

/** Looks at another part of the queue; what was shown stays until the answer is there. @param {Narrowing} narrowing */
export function lookAt(narrowing) {
  if (polling && JSON.stringify(queue.get().narrowing) === JSON.stringify(narrowing)) return;
  polling?.stop();
  touchedAt = 0;
  scrolled = false;
  queue.set({ narrowing, loaded: false, cursor: null });
  polling = poll({
    ask: () => readFirst(narrowing),
    hiddenMs: HIDDEN_MS,
    onUnreachable(retryAt) {
      if (!queue.get().unreachable) say(t('offline.title'));
      queue.set({ unreachable: { retryAt } });
    },
  });
}

/** Looks at once: something was done that moves rows. */
export const lookNow = () => void polling?.now();

/** @param {boolean} isScrolled the list's top is out of sight */
export function touchList(isScrolled) {
  touchedAt = Date.now();
  scrolled = isScrolled;
  clearTimeout(settling);
  settling = window.setTimeout(() => { if (!isStill()) settle(); }, STILL_MS + 50);
}

/** Puts every row where it belongs now. */
export function settle() {
  touchedAt = 0;
  scrolled = false;
  queue.set(arrange([], queue.get().all, false, false));
}

export async function loadMore() {
  const { cursor, narrowing, loadingMore } = queue.get();
  if (!cursor || loadingMore) return;
  queue.set({ loadingMore: true });
  try {
    const page = await read(narrowing, LARGEST_PAGE, cursor);
    const { all, rows } = queue.get();
    if (queue.get().narrowing !== narrowing) return;
    const known = new Set(all.map((ticket) => ticket.id));
    const more = page.tickets.filter((ticket) => !known.has(ticket.id));
    queue.set({ all: [...all, ...more], rows: [...rows, ...more], cursor: page.next_cursor });
  } catch (error) {
    queue.set({ problem: error instanceof Error ? error.message : String(error) });
  } finally {
    queue.set({ loadingMore: false });
  }
}

const isStill = () => scrolled || Date.now() - touchedAt < STILL_MS;

/** @param {Narrowing} narrowing */
async function readFirst(narrowing) {
  const { all, loaded } = queue.get();
  const limit = Math.min(Math.max(all.length, PAGE), LARGEST_PAGE);
  try {
    take(narrowing, await readChanged(narrowing, loaded ? limit : PAGE));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    queue.set({ problem: error.message, unreachable: null });
  }
}

/** @param {Narrowing} narrowing @param {QueuePage} page */
function take(narrowing, page) {
  const state = queue.get();
  if (state.narrowing !== narrowing) return;
  if (state.unreachable) say(t('offline.over'));
  const isFirst = !state.loaded;
  const all = isFirst ? page.tickets : renew(state.all, page.tickets, page.next_cursor !== null);
  const hadMore = state.cursor !== null;
  if (!isFirst) tellOfNew(newIn(state.all, all, hadMore).length);
  queue.set({
    ...arrange(state.rows, all, !isFirst && isStill(), hadMore),
    all,
    cursor: all.length === page.tickets.length ? page.next_cursor : state.cursor,
    loaded: true,
    unreachable: null,
    problem: '',
    asOf: page.as_of,
    counts: page.counts,
    tags: page.tags,
    accounts: page.accounts,
  });
}

/**
 * The first page, which is mostly the one that we have: then the answer is next to nothing. Its rows count down by
 * themselves, so only the time of the answer is new.
 * @param {Narrowing} narrowing @param {number} limit @returns {Promise<QueuePage>}
 */
async function readChanged(narrowing, limit) {
  const path = pathOf(narrowing, limit, null);
  const before = known?.path === path ? known : null;
  const sentAt = Date.now();
  const { body, etag, at } = await getChanged(path, before?.etag ?? null);
  if (at) setClock(at, sentAt);
  const page = body ?? (before && { ...before.page, as_of: at ?? before.page.as_of });
  known = { path, etag, page };
  return page;
}

/** @param {Narrowing} narrowing @param {number} limit @param {string | null} cursor @returns {Promise<QueuePage>} */
const read = async (narrowing, limit, cursor) => (await getChanged(pathOf(narrowing, limit, cursor), null)).body;

/** @param {Narrowing} narrowing @param {number} limit @param {string | null} cursor */
function pathOf({ show, account, q, channel, tag }, limit, cursor) {
  const query = new URLSearchParams({ limit: String(limit) });
  if (account) query.set('account', account);
  if (q) query.set('q', q);
  if (channel) query.set('channel', channel);
  if (tag) query.set('tag', tag);
  if (show === 'overdue') query.set('only', 'overdue');
  if (show === 'soon') query.set('only', 'due_soon');
  if (show === 'mine') query.set('assignee', 'me');
  if (show === 'unassigned') query.set('assignee', 'none');
  if (show === 'answered' || show === 'done') query.set('status', show);
  if (cursor) query.set('cursor', cursor);
  return `/api/queue?${query}`;
}

/** @param {number} n */
function tellOfNew(n) {
  if (n === 0) return;
  say(t('queue.new', { n }));
  alertDevice();
}
