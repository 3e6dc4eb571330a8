import { labelOf, t } from '../format/i18n.js';
import { announce } from '../session/announce.js';
import { getChanged, ProblemError } from '../session/api.js';
import { poll } from '../session/polling.js';
import { syncClock } from '../session/server_clock.js';
import { createStore } from '../session/store.js';
import { alertDevice } from './device_alerts.js';
import { mergePage, pagesByTicket } from './pages.js';
import { arrangeRows, newTickets } from './rows.js';

/** @typedef {import('../../types/desk.d.ts').Ticket} Ticket */
/** @typedef {import('../../types/desk.d.ts').QueuePage} QueuePage */
/** @typedef {{ show: string, account: string, channel: string, tag: string }} QueueFilters */

const PAGE = 50;
const LARGEST_PAGE = 200;
/** The interval while the page is hidden, for the number in the tab. */
const HIDDEN_MS = 30_000;
/** The pause after the last touch before rows may move again. */
const STILL_MS = 2_000;

export const queue = createStore({
  filters: /** @type {QueueFilters} */ ({ show: 'waiting', account: '', channel: '', tag: '' }),
  /** as read; `rows` are the tickets in the order shown */
  all: /** @type {Ticket[]} */ ([]),
  rows: /** @type {Ticket[]} */ ([]),
  left: /** @type {Set<string>} */ (new Set()),
  held: 0,
  loaded: false,
  loadingMore: false,
  cursor: /** @type {string | null} */ (null),
  trouble: /** @type {import('../session/polling.js').Trouble | null} */ (null),
  unreachable: false,
  asOf: /** @type {string | null} */ (null),
  counts: /** @type {QueuePage['counts']} */ ({}),
  tags: /** @type {QueuePage['tags']} */ ({}),
  accounts: /** @type {QueuePage['accounts']} */ ([]),
  /** counts the actions on tickets on this page */
  acts: 0,
});

/** @type {import('./pages.js').Page[]} */
let pages = [];
/** The rows that are drawn. */
let sight = { from: 0, to: 0 };
let turn = 0;
let touchedAt = 0;
let scrolled = false;
let settling = 0;
/** The person has acted since the last poll began. */
let acted = false;
/** @type {ReturnType<typeof poll> | null} */
let polling = null;

/**
 * Shows the queue with other filters; the previous rows stay until the response arrives.
 * @param {QueueFilters} filters
 */
export function showQueue(filters) {
  if (polling && JSON.stringify(queue.get().filters) === JSON.stringify(filters)) return;
  polling?.stop();
  touchedAt = 0;
  scrolled = false;
  queue.set({ filters, loaded: false, loadingMore: false, cursor: null });
  polling = poll({
    ask: () => readAnew(filters),
    hiddenMs: HIDDEN_MS,
    onTrouble(trouble) {
      if (queue.get().trouble?.kind !== trouble.kind) announce(labelOf('trouble', trouble.kind));
      queue.set({ trouble, unreachable: trouble.kind === 'away' });
    },
  });
}

/**
 * Polls at once, after an action that moves rows, and without tags: the desk learns of changes a second or two later,
 * and answers until then that a tagged page is unchanged.
 */
export function refreshQueue() {
  acted = true;
  queue.set({ acts: queue.get().acts + 1 });
  polling?.now();
}

/** @param {boolean} isScrolled the list's top is out of sight */
export function holdRows(isScrolled) {
  touchedAt = Date.now();
  scrolled = isScrolled;
  clearTimeout(settling);
  settling = window.setTimeout(() => {
    if (!isStill()) releaseRows();
  }, STILL_MS + 50);
}

/** Reorders the rows. */
export function releaseRows() {
  touchedAt = 0;
  scrolled = false;
  queue.set(arrangeRows([], queue.get().all, false, false));
}

/** Sets the visible rows, whose pages are read with every poll. @param {number} from @param {number} to */
export function watchRows(from, to) {
  sight = { from, to };
}

/** Reads the next page through the poll, so that failures are retried in the same way. */
export function loadMore() {
  const { cursor, loadingMore } = queue.get();
  if (!cursor || loadingMore) return;
  queue.set({ loadingMore: true });
  polling?.now();
}

const isStill = () => scrolled || Date.now() - touchedAt < STILL_MS;

/**
 * Reads the first page, which holds new tickets; a further page if requested; and of the rest the visible pages and one
 * other in turn, so that every row is refreshed in time.
 * @param {QueueFilters} filters
 */
async function readAnew(filters) {
  const isFirst = !queue.get().loaded;
  if (isFirst) pages = [];
  if (acted) pages = withoutTags(pages);
  acted = false;
  await readPage(filters, 0);
  const wantsMore = queue.get().loadingMore;
  if (wantsMore) await readPage(filters, pages.length);
  for (const at of isFirst || wantsMore || document.hidden ? [] : behindTheFirst()) await readPage(filters, at);
  if (queue.get().filters !== filters) return;
  if (wantsMore) queue.set({ loadingMore: false });
  if (queue.get().trouble) announce(t('offline.over'));
  queue.set({ trouble: null, unreachable: false });
}

function behindTheFirst() {
  const places = pagesByTicket(pages);
  const wanted = queue
    .get()
    .rows.slice(sight.from, sight.to)
    .map(({ id }) => places.get(id) ?? 0);
  turn += 1;
  return new Set(
    [...wanted, 1 + (turn % (pages.length - 1))].filter((at) => at > 0 && at < pages.length).sort((a, b) => a - b),
  );
}

/**
 * Usually a 304. Rows count down by themselves, so then only the time of the response changes.
 * @param {QueueFilters} filters
 * @param {number} at
 */
async function readPage(filters, at) {
  const before = pages[at];
  const cursor = at > 0 ? pages[at - 1]?.next : null;
  if (queue.get().filters !== filters || cursor === undefined || (at > 0 && cursor === null)) return;
  const path = pathOf(
    filters,
    at > 0 || pages.length > 1 || before?.tickets.length > PAGE ? LARGEST_PAGE : PAGE,
    cursor,
  );
  const sentAt = Date.now();
  const answer = await getChanged(path, before?.path === path ? before.etag : null).catch(forgetPlaces);
  if (answer === null) {
    await readPage(filters, 0);
    return;
  }
  const { body, etag, at: answeredAt } = answer;
  if (queue.get().filters !== filters) return;
  if (answeredAt) syncClock(answeredAt, sentAt);
  const tickets = body?.tickets ?? before.answered;
  const hadMore = queue.get().cursor !== null;
  pages = mergePage(pages, at, { path, etag, answered: tickets, tickets, next: body ? body.next_cursor : before.next });
  showRows(
    pages.flatMap((page) => page.tickets),
    hadMore,
  );
  if (at > 0) return;
  queue.set({ loaded: true, asOf: answeredAt ?? queue.get().asOf });
  if (body) queue.set({ counts: body.counts, tags: body.tags, accounts: body.accounts });
}

/** After a deployment old cursors may be refused: reads all pages again from the first. @param {unknown} error */
function forgetPlaces(error) {
  if (!(error instanceof ProblemError && error.problem.path === 'cursor')) throw error;
  pages = withoutTags(pages.slice(0, 1));
  return null;
}

/** @param {import('./pages.js').Page[]} known */
const withoutTags = (known) => known.map((page) => ({ ...page, etag: null }));

/** @param {Ticket[]} all @param {boolean} hadMore */
function showRows(all, hadMore) {
  const { loaded, rows, all: before } = queue.get();
  if (loaded) tellOfNew(newTickets(before, all, hadMore).length);
  queue.set({ ...arrangeRows(rows, all, loaded && isStill(), hadMore), all, cursor: pages.at(-1)?.next ?? null });
}

/** @param {QueueFilters} filters @param {number} limit @param {string | null} cursor */
function pathOf(filters, limit, cursor) {
  const query = queueQuery(filters);
  query.set('limit', String(limit));
  if (cursor) {
    query.set('cursor', cursor);
    query.set('counts', 'false');
  }
  return `/api/queue?${query}`;
}

/** The query parameters of GET /api/queue. @param {QueueFilters} filters */
export function queueQuery({ show, account, channel, tag }) {
  const query = new URLSearchParams();
  if (account) query.set('account', account);
  if (channel) query.set('channel', channel);
  if (tag) query.set('tag', tag);
  if (show === 'overdue') query.set('only', 'overdue');
  if (show === 'soon') query.set('only', 'due_soon');
  if (show === 'mine') query.set('assignee', 'me');
  if (show === 'unassigned') query.set('assignee', 'none');
  if (show === 'answered' || show === 'done') query.set('status', show);
  return query;
}

/** @param {number} n */
function tellOfNew(n) {
  if (n === 0) return;
  announce(t('queue.new', { n }));
  alertDevice();
}
