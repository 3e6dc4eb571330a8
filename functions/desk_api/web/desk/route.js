import { createStore } from './store.js';

/** What the reports and the settings show: each word stands in the address of its page, under its own name. */
const PAGE_PARAMETERS = { queue: [], reports: ['days', 'from', 'to', 'clock', 'hours'], settings: ['kind', 'item'] };
/** @typedef {Record<'days' | 'from' | 'to' | 'clock' | 'hours' | 'kind' | 'item', string>} Shown */

/**
 * The page behind each address. `/numbers` is where the reports were until 0.1.0, and may have been kept.
 * @type {Record<string, Place['page']>}
 */
const PAGES = { reports: 'reports', numbers: 'reports', settings: 'settings' };

/**
 * What the address names: a page, the ticket that lies open, and how the queue is narrowed.
 * @typedef {{ page: 'queue' | 'reports' | 'settings', ticket: string | null, show: string, account: string, q: string,
 *   channel: string, tag: string } & Shown} Place
 */

export const VIEWS = /** @type {const} */ ([
  'overdue',
  'soon',
  'waiting',
  'mine',
  'unassigned',
  'answered',
  'done',
  'failed',
]);

export const CHANNELS = /** @type {const} */ (['public', 'direct']);

export const route = createStore(read());

/** How the queue is narrowed here. @returns {import('./queue.js').QueueFilters} */
export function queueFilters() {
  const { show, account, channel, tag } = route.get();
  return { show, account, channel, tag };
}

/** @param {Partial<Place>} to what differs from here */
export function href(to) {
  const there = { ...route.get(), ...to };
  const { page, ticket, show, account, q, channel, tag } = there;
  const query = new URLSearchParams();
  if (show !== 'waiting') query.set('show', show);
  if (account) query.set('account', account);
  if (q) query.set('q', q);
  if (channel) query.set('channel', channel);
  if (tag) query.set('tag', tag);
  for (const name of /** @type {(keyof Shown)[]} */ (PAGE_PARAMETERS[page]))
    if (there[name]) query.set(name, there[name]);
  const path = page !== 'queue' ? `/${page}` : ticket ? `/t/${encodeURIComponent(ticket)}` : '/';
  return query.size > 0 ? `${path}?${query}` : path;
}

/** @param {Partial<Place>} to @param {boolean} [replace] leaves no step behind to go back to */
export function navigate(to, replace = false) {
  const url = href(to);
  if (url !== location.pathname + location.search) {
    if (replace) history.replaceState(history.state, '', url);
    else history.pushState({ within: true }, '', url);
  }
  readAddress();
}

/** Back to the list: by the browser's own history where the list was open before, so that its steps stay few. */
export function closeTicket() {
  if (history.state?.within) history.back();
  else navigate({ ticket: null }, true);
}

/**
 * Follows links of this page without loading it again; new tabs and other origins are the browser's.
 * @param {MouseEvent} event
 */
function followLink(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.origin !== location.origin || link.target || link.getAttribute('href')?.startsWith('#')) return;
  event.preventDefault();
  if (link.href !== location.href) history.pushState({ within: true }, '', link.href);
  readAddress();
}

/** Reads the address again: the way back from the sign-in page has put the one that was left. */
export const readAddress = () => route.set(read());

addEventListener('popstate', readAddress);
document.addEventListener('click', followLink);

/** @returns {Place} */
function read() {
  const [, first, second] = location.pathname.split('/');
  const query = new URLSearchParams(location.search);
  const show = query.get('show') ?? '';
  return {
    page: PAGES[first] ?? 'queue',
    ticket: first === 't' && second ? decoded(second) : null,
    show: VIEWS.some((known) => known === show) ? show : 'waiting',
    account: query.get('account') ?? '',
    q: query.get('q') ?? '',
    channel: CHANNELS.find((known) => known === query.get('channel')) ?? '',
    tag: query.get('tag') ?? '',
    .../** @type {Shown} */ (
      Object.fromEntries(
        Object.values(PAGE_PARAMETERS)
          .flat()
          .map((name) => [name, query.get(name) ?? '']),
      )
    ),
  };
}

/** @param {string} part a part of an address that somebody may have cut short */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
