import { createStore } from './store.js';

/** The query parameters of each page. */
const PAGE_PARAMETERS = { queue: [], reports: ['days', 'from', 'to', 'clock', 'hours'], settings: ['kind', 'item'] };
/** @typedef {Record<'days' | 'from' | 'to' | 'clock' | 'hours' | 'kind' | 'item', string>} Shown */

/**
 * The page of each path. `/numbers` was the path of the reports up to 0.1.0 and may be bookmarked.
 * @type {Record<string, Place['page']>}
 */
const PAGES = { reports: 'reports', numbers: 'reports', settings: 'settings' };

/**
 * The parsed address: the page, the open ticket and the filters.
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

export const route = createStore(parseAddress());

/** The queue's filters in the address. @returns {import('../queue/queue.js').QueueFilters} */
export function queueFilters() {
  const { show, account, channel, tag } = route.get();
  return { show, account, channel, tag };
}

/** @param {Partial<Place>} to what differs from here */
export function href(to) {
  const target = { ...route.get(), ...to };
  const { page, ticket, show, account, q, channel, tag } = target;
  const query = new URLSearchParams();
  if (show !== 'waiting') query.set('show', show);
  if (account) query.set('account', account);
  if (q) query.set('q', q);
  if (channel) query.set('channel', channel);
  if (tag) query.set('tag', tag);
  for (const name of /** @type {(keyof Shown)[]} */ (PAGE_PARAMETERS[page]))
    if (target[name]) query.set(name, target[name]);
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

/** Returns to the list, by history.back() if the list was open before. */
export function closeTicket() {
  if (history.state?.within) history.back();
  else navigate({ ticket: null }, true);
}

/** Routes clicks on internal links; new tabs and other origins are left to the browser. @param {MouseEvent} event */
function followLink(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.origin !== location.origin || link.target || link.getAttribute('href')?.startsWith('#')) return;
  event.preventDefault();
  if (link.href !== location.href) history.pushState({ within: true }, '', link.href);
  readAddress();
}

/** Parses the address again, also after sign-in has restored it. */
export const readAddress = () => route.set(parseAddress());

addEventListener('popstate', readAddress);
document.addEventListener('click', followLink);

/** @returns {Place} */
function parseAddress() {
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
