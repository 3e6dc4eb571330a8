import { get, ProblemError, post, ticketPath } from '../session/api.js';
import { poll } from '../session/polling.js';
import { syncClock } from '../session/server_clock.js';
import { createStore } from '../session/store.js';
import { reachingAsFar, withOlderPage } from './older_posts.js';
import { refreshQueue } from './queue.js';

/** @typedef {import('../../types/desk.d.ts').TicketView} TicketView */
/** @typedef {import('../../types/desk.d.ts').Post} Post */
/** @typedef {import('../../types/desk.d.ts').Reply} Reply */

export const openedTicket = createStore({
  id: /** @type {string | null} */ (null),
  view: /** @type {TicketView | null} */ (null),
  missing: false,
  trouble: /** @type {import('../session/polling.js').Trouble | null} */ (null),
});

/**
 * A cache: a ticket that is opened again is shown at once, until the response arrives.
 * @type {Map<string, TicketView>}
 */
const cachedViews = new Map();
const KNOWN_AT_MOST = 30;
/** @type {ReturnType<typeof poll> | null} */
let polling = null;

/** @param {string | null} id */
export function openTicket(id) {
  if (openedTicket.get().id === id) return;
  polling?.stop();
  polling = null;
  openedTicket.set({ id, view: (id && cachedViews.get(id)) || null, missing: false, trouble: null });
  if (!id) return;
  polling = poll({ ask: () => pollTicket(id), onTrouble: (trouble) => openedTicket.set({ trouble }) });
}

/** @param {string} id */
async function pollTicket(id) {
  try {
    const sentAt = Date.now();
    const newest = await get(ticketPath(id));
    if (newest.as_of) syncClock(newest.as_of, sentAt);
    const view = await reachingAsFar(id, newest, cachedViews.get(id));
    cacheView(id, view);
    if (openedTicket.get().id === id) openedTicket.set({ trouble: null });
    return view.replies.some(isUnderWay);
  } catch (error) {
    if (!(error instanceof ProblemError && error.status === 404)) throw error;
    cachedViews.delete(id);
    if (openedTicket.get().id === id) openedTicket.set({ view: null, missing: true, trouble: null });
    return false;
  }
}

/**
 * Shows the posts before the oldest that is shown. A view that was read anew meanwhile begins elsewhere: then nothing
 * is added, and the next time asks from there.
 * @param {string} id
 */
export async function showOlderPosts(id) {
  const view = cachedViews.get(id);
  if (!view?.next_cursor) return;
  const older = await withOlderPage(id, view);
  if (cachedViews.get(id)?.next_cursor === view.next_cursor) cacheView(id, older);
}

/** @param {Reply} reply */
export const isUnderWay = (reply) => ['held', 'sending'].includes(reply.state);

/** @param {string} id @param {TicketView} view */
function cacheView(id, view) {
  cachedViews.delete(id);
  cachedViews.set(id, view);
  if (cachedViews.size > KNOWN_AT_MOST) cachedViews.delete(cachedViews.keys().next().value ?? '');
  if (openedTicket.get().id === id) openedTicket.set({ view, missing: false });
}

/**
 * Performs an action on the ticket and shows the result; returns the API's response.
 * @param {string} id @param {string} verb @param {object} [body]
 */
export async function actOnTicket(id, verb, body = {}) {
  const answer = await post(`${ticketPath(id)}/${verb}`, body);
  const view = cachedViews.get(id);
  if (view && answer?.id === id) cacheView(id, { ...view, ticket: answer });
  polling?.now();
  refreshQueue();
  return answer;
}

/** @param {string} id @param {string} reply @param {'retry' | 'settle' | 'cancel'} verb @param {object} [body] */
export async function actOnReply(id, reply, verb, body = {}) {
  await post(`${ticketPath(id)}/replies/${encodeURIComponent(reply)}/${verb}`, body);
  polling?.now();
  refreshQueue();
}

/**
 * Reports an answer that was given in the network's own app by a person who has seen the thread up to a post; newer
 * posts come with the refusal and are added.
 * @param {string} id @param {string} through @param {string | null} at when it was given; null for just now
 */
export async function reportAnswer(id, through, at) {
  try {
    await actOnTicket(id, 'answered', { seen_through: through, seen_version: cachedViews.get(id)?.version, at });
  } catch (error) {
    if (error instanceof ProblemError && Array.isArray(error.problem.newer))
      showPosts(id, error.problem.newer, error.problem.seen_version);
    throw error;
  }
}

/**
 * Retries a reply by a writer who has seen the thread up to a post; newer posts come with the refusal and are added.
 * @param {string} id
 * @param {string} reply
 * @param {string} through
 * @param {string[]} [confirm] the findings that are meant
 */
export async function sendAgain(id, reply, through, confirm = []) {
  try {
    await actOnReply(id, reply, 'retry', {
      confirm,
      ...(through && { seen_through: through, seen_version: cachedViews.get(id)?.version }),
    });
  } catch (error) {
    if (error instanceof ProblemError && Array.isArray(error.problem.newer))
      showPosts(id, error.problem.newer, error.problem.seen_version);
    throw error;
  }
}

/**
 * Adds an accepted reply to the thread before the next poll returns it.
 * @param {string} id
 * @param {Reply} reply
 */
export function showReply(id, reply) {
  const view = cachedViews.get(id);
  if (view && !view.replies.some((each) => each.id === reply.id))
    cacheView(id, { ...view, replies: [...view.replies, reply] });
}

/**
 * Adds the newer posts that a refused reply reported to the thread.
 * @param {string} id
 * @param {Post[]} posts
 * @param {number} [version]
 */
export function showPosts(id, posts, version) {
  const view = cachedViews.get(id);
  if (!view) return;
  const newerIds = new Set(posts.map((post) => post.id));
  const all = [...view.posts.filter((post) => !newerIds.has(post.id)), ...posts].sort(
    (a, b) => Date.parse(a.posted_at) - Date.parse(b.posted_at),
  );
  cacheView(id, { ...view, posts: all, version: version ?? view.version });
}

/** Releases a claim, also while the page is being closed. @param {string} id */
export function releaseClaim(id) {
  post(`${ticketPath(id)}/release`, {}, { keepalive: true }).then(refreshQueue, () => {});
}
