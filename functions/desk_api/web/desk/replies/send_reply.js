import { useRef, useState } from '/vendor/htm-preact.js';
import { customerName } from '../format/customer_name.js';
import { t } from '../format/i18n.js';
import { actOnTicket, showPosts, showReply } from '../queue/ticket.js';
import { announce } from '../session/announce.js';
import { ProblemError } from '../session/api.js';
import { dropDraft, readDraft } from './drafts.js';
import { followReply } from './outbox.js';
import { previewReply } from './preview.js';
import { blanksIn, countSent } from './templates.js';

/** @typedef {import('../../types/desk.d.ts').Holder} Holder */
/** @typedef {import('../../types/desk.d.ts').Post} Post */
/** @typedef {import('../../types/desk.d.ts').ReplyPreview} ReplyPreview */
/** @typedef {import('./drafts.js').Draft} Draft */
/**
 * @typedef {{ kind: string, said: string, id?: string, at?: string | null, mend?: [string, string] | null }} Stop `id`
 *   is how the desk names the finding
 */

/**
 * The posts that arrived or were edited since the draft was begun, except one's own.
 * @param {Post[]} posts
 * @param {Draft} draft
 * @param {string} self
 */
export function newPostsSince(posts, draft, self) {
  if (!draft.text || !draft.through) return [];
  const place = posts.findIndex((post) => post.id === draft.through);
  const isNew = (/** @type {Post} */ post, /** @type {number} */ at) =>
    at > place || (post.revision ?? 0) > (draft.version ?? Infinity);
  return place < 0 ? [] : posts.filter((post, at) => isNew(post, at) && post.by?.sub !== self);
}

/**
 * The newest post and version that a draft begun now has seen.
 * @param {import('../../types/desk.d.ts').TicketView} view
 */
export const draftPosition = ({ posts, version }) => ({ through: posts.at(-1)?.id ?? null, version: version ?? null });

/**
 * Sends the draft. Warnings are shown first and have to be confirmed. The draft is kept until the API has accepted it.
 * @param {{ view: import('../../types/desk.d.ts').TicketView, self: string, draft: Draft,
 *   write: (draft: Draft) => void,
 *   seen: { current: string }, asked: import('./preview.js').Asked, known: ReplyPreview | null,
 *   handle: string | null, showNewest: () => void, explain: (error: unknown) => string, done: () => void, }} props
 *   `known` is the preview of the draft as it stands, `handle` what was typed to answer from another account
 */
export function useSendReply({ view, self, draft, write, seen, asked, known, handle, showNewest, explain, done }) {
  const {
    posts,
    ticket: { id: ticketId },
  } = view;
  const isSending = useRef(false);
  const shownVersions = useRef('');
  const [sends, setSends] = useState(false);
  const [trouble, setTrouble] = useState('');
  const [stops, setStops] = useState(/** @type {Stop[]} */ ([]));
  const [refusedFor, setRefusedFor] = useState(/** @type {Holder | null} */ (null));
  const [stored, setStored] = useState(/** @type {import('../../types/desk.d.ts').Reply | null} */ (null));
  const sent = useRef(/** @type {{ id: string, draft: Draft } | null} */ (null));

  /** @param {Stop[]} [meant] what its writer has looked at and means */
  async function send(meant = []) {
    if (isSending.current) return;
    isSending.current = true;
    setSends(true);
    setTrouble('');
    setStored(null);
    try {
      const preview = known ?? (await previewReply(asked));
      if (preview && isRefused(preview)) return;
      const found = findStops(preview, asked.text, newPostsSince(posts, draft, self), shownVersions.current);
      const open = found.filter(
        (stop) => !meant.some((each) => each.kind === stop.kind && each.said === stop.said && each.id === stop.id),
      );
      setStops(open);
      if (open.length > 0) announce(t('send_warning.title'));
      else await submitReply(meant);
    } catch (error) {
      handleRefusal(error);
    } finally {
      isSending.current = false;
      setSends(false);
    }
  }

  /** @param {Stop[]} meant */
  async function submitReply(meant) {
    const content = JSON.stringify([asked.text, asked.channel, asked.account, asked.in_reply_to]);
    const tried = { ...withReplyId(draft, content), tried: content, unsure: true };
    write(tried);
    /** @type {import('../../types/desk.d.ts').Reply} */
    let reply;
    try {
      reply = await actOnTicket(ticketId, 'replies', {
        client_reply_id: tried.client_reply_id,
        in_reply_to: asked.in_reply_to,
        seen_through: seen.current || posts.at(-1)?.id,
        seen_version: view.version,
        text: asked.text,
        confirm: meant.flatMap(({ id }) => id ?? []),
        ...(asked.channel && { channel: asked.channel }),
        ...(handle !== null && { account: asked.account, confirm_handle: handle }),
        ...(meant.some((stop) => stop.kind === 'to_public') && { confirm_public: true }),
      });
    } catch (error) {
      if (error instanceof ProblemError && error.status < 500) write({ ...tried, unsure: false });
      throw error;
    }
    if (reply.text && reply.text !== asked.text) return keepOtherText(reply);
    sent.current = { id: reply.id, draft: tried };
    dropDraft(self, ticketId);
    write(readDraft(self, ticketId));
    done();
    countSent(self);
    showReply(ticketId, reply);
    followReply({ ticket: ticketId, name: customerName(view.ticket.customer), reply, draft: tried });
    announce(t('composer.taken'));
  }

  /**
   * An earlier text was already accepted under this id; the text in the field becomes another reply and is kept.
   * @param {import('../../types/desk.d.ts').Reply} reply
   */
  function keepOtherText(reply) {
    write({ ...draft, client_reply_id: crypto.randomUUID(), tried: undefined, unsure: false });
    showReply(ticketId, reply);
    setStored(reply);
    announce(t('already_sent.title'));
  }

  /** @param {unknown} error */
  function handleRefusal(error) {
    const problem = error instanceof ProblemError ? error.problem : {};
    if (problem.code === 'id_reused' && problem.stored) return keepOtherText(problem.stored);
    if (Array.isArray(problem.findings)) {
      setStops(problem.findings);
      announce(t('send_warning.title'));
    } else if (Array.isArray(problem.newer)) {
      shownVersions.current = postVersions(problem.newer);
      if (!draft.through) write({ ...draft, ...draftPosition(view) });
      showPosts(ticketId, problem.newer, problem.seen_version);
      showNewest();
      announce(t('composer.stale', { n: problem.newer.length }));
    } else if (problem.holder) {
      setRefusedFor(problem.holder);
    } else if (problem.path === 'confirm_public') {
      setStops([{ kind: 'to_public', said: '' }]);
    } else {
      setTrouble(explain(error));
    }
  }

  return { sends, send, trouble, setTrouble, stops, setStops, stored, setStored, refusedFor, setRefusedFor, sent };
}

/**
 * Keeps the id while the outcome of an earlier attempt is unknown, so that the API can report it; takes a new id for
 * other content after a known refusal (R7).
 * @param {Draft} draft
 * @param {string} content
 */
const withReplyId = (draft, content) =>
  draft.tried && draft.tried !== content && !draft.unsure ? { ...draft, client_reply_id: crypto.randomUUID() } : draft;

/**
 * True if sending is certain to be refused. An account that the network refused may try: only a reply shows that it
 * works again.
 * @param {ReplyPreview} preview
 */
export const isRefused = (preview) => !preview.allowed && preview.reason_code !== 'account_refused';

/** The posts' ids and revisions, to tell whether they were shown already. @param {Post[]} news */
const postVersions = (news) => news.map(({ id, revision }) => `${id}.${revision ?? ''}`).join(' ');

/**
 * The warnings to confirm before sending. New posts for which the API has refused the draft were shown already.
 * @param {ReplyPreview | null} preview @param {string} text @param {Post[]} news @param {string} told @returns {Stop[]}
 */
function findStops(preview, text, news, told) {
  /** @type {Stop[]} */
  const stops = (preview?.warnings ?? []).filter((each) => each.stops);
  if (!preview)
    stops.push({ kind: 'unchecked', said: '' }, ...blanksIn(text).map(({ name }) => ({ kind: 'blank', said: name })));
  if (preview?.reason_code === 'held_elsewhere') stops.push({ kind: 'held_elsewhere', said: '' });
  const newest = postVersions(news);
  if (newest && newest !== told) stops.push({ kind: 'news', said: newest });
  return stops.filter(({ kind }) => kind !== 'other_account');
}
