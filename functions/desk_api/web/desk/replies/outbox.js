import { customerName } from '../format/customer_name.js';
import { t } from '../format/i18n.js';
import { announce } from '../session/announce.js';
import { get, ProblemError, post, ticketPath } from '../session/api.js';
import { me } from '../session/me.js';
import { stayWhile } from '../session/new_build.js';
import { poll } from '../session/polling.js';
import { navigate } from '../session/route.js';
import { now } from '../session/server_clock.js';
import { createStore } from '../session/store.js';
import { keepDraft, readDraft } from './drafts.js';

/** @typedef {import('../../types/desk.d.ts').Reply} Reply */
/** @typedef {import('../../types/desk.d.ts').ReturnedReply} ReturnedReply */
/** @typedef {import('./drafts.js').Draft} Draft */
/** @typedef {{ ticket: string, name: string, reply: Reply, draft: Draft }} Going `name` is the customer's */

/** The interval while nothing is being sent; replies may still come back from another device. */
const EVERY_MS = 20_000;
/** The interval while a reply is being sent. */
const UNDO_MS = 1_000;
const SHOWN = 20;
const DONE = ['sent', 'cancelled'];
const NEEDS_PERSON = ['failed', 'partly_sent', 'unknown'];

/**
 * This person's replies that are still being sent or have failed. They are shown on every page, since the writer has
 * usually moved on to the next ticket (W4).
 */
export const outbox = createStore({ going: /** @type {Going[]} */ ([]), back: /** @type {ReturnedReply[]} */ ([]) });

stayWhile(() => outbox.get().going.length > 0);

/** Failed replies that the writer has seen, so that no mail is sent about them. @type {Set<string>} */
const seen = new Set();
/** Replies that are being cancelled. @type {Set<string>} */
const undoing = new Set();
/** @type {ReturnType<typeof poll> | null} */
let polling = null;

/** Polls the outbox for as long as the desk is open. */
export function watchOutbox() {
  polling ??= poll({ ask: pollOutbox, everyMs: EVERY_MS, onTrouble: () => {} });
}

/** Adds a reply that the API has just accepted. @param {Going} going */
export function followReply(going) {
  outbox.set({ going: [...outbox.get().going.filter(({ reply }) => reply.id !== going.reply.id), going] });
  polling?.now();
}

/** Polls at once, after an action on a reply. */
export const refreshOutbox = () => void polling?.now();

/** The time until which a reply can be cancelled. @param {Reply} reply */
export const heldUntil = (reply) =>
  reply.state === 'held' ? Math.max(0, Math.ceil((Date.parse(reply.held_until ?? '') - now()) / UNDO_MS)) : 0;

/** Cancels a reply and restores its text to the draft, before anything written there since. @param {Going} going */
export async function takeReplyBack(going) {
  undoing.add(going.reply.id);
  await post(`${ticketPath(going.ticket)}/replies/${encodeURIComponent(going.reply.id)}/cancel`);
  restore(going);
}

/** @param {Going} going */
function restore({ ticket, reply, draft }) {
  if (!undoing.delete(reply.id)) return;
  const person = me.get().person?.sub ?? '';
  const begun = readDraft(person, ticket);
  const text = [draft.text, begun.text].filter(Boolean).join('\n');
  keepDraft(person, ticket, { ...draft, text, client_reply_id: crypto.randomUUID(), tried: undefined, unsure: false });
  outbox.set({ going: outbox.get().going.filter((each) => each.reply.id !== reply.id) });
  navigate({ page: 'queue', ticket });
}

async function pollOutbox() {
  for (const each of outbox.get().going) await lookAtOne(each);
  /** @type {ReturnedReply[]} */
  const back = (await get(`/api/replies?by=me&limit=${SHOWN}`)).replies;
  const before = new Set(outbox.get().back.map(({ id }) => id));
  outbox.set({ back });
  for (const reply of back)
    if (!before.has(reply.id)) announce(t('outbox.one', { name: customerName(reply.customer) }));
  if (!document.hidden) await markSeen(back);
  return outbox.get().going.length > 0;
}

/** @param {Going} going */
async function lookAtOne(going) {
  const reply = await stateOf(going);
  if (reply?.state === 'cancelled') restore(going);
  const others = outbox.get().going.filter((each) => each.reply.id !== going.reply.id);
  const isOver = !reply || DONE.includes(reply.state) || NEEDS_PERSON.includes(reply.state);
  outbox.set({ going: isOver ? others : [...others, { ...going, reply }] });
}

/** Null if the ticket no longer exists. @param {Going} going @returns {Promise<Reply | null>} */
async function stateOf({ ticket, reply }) {
  try {
    return await get(`${ticketPath(ticket)}/replies/${encodeURIComponent(reply.id)}`);
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return null;
    throw error;
  }
}

/** @param {ReturnedReply[]} back */
async function markSeen(back) {
  for (const { ticket, id } of back) {
    if (seen.has(id)) continue;
    await post(`${ticketPath(ticket)}/replies/${encodeURIComponent(id)}/seen`);
    seen.add(id);
  }
  const stillFailed = new Set(back.map(({ id }) => id));
  for (const id of seen) if (!stillFailed.has(id)) seen.delete(id);
}
