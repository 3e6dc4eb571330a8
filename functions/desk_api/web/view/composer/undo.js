import { html, useEffect, useRef } from '/vendor/htm-preact.js';
import { t } from '../../desk/format/i18n.js';
import { actOnReply } from '../../desk/queue/ticket.js';
import { dropDraft, readDraft } from '../../desk/replies/drafts.js';
import { draftPosition } from '../../desk/replies/send_reply.js';
import { now, useNow } from '../../desk/session/server_clock.js';
import { useAction } from '../use_action.js';

/** @typedef {import('../../types/desk.d.ts').Reply} Reply */
/** @typedef {import('../../desk/replies/drafts.js').Draft} Draft */

/**
 * The reply that can still be cancelled, and how its text returns to the field.
 * @param {{ view: import('../../types/desk.d.ts').TicketView, self: string, draft: Draft,
 *   write: (draft: Draft) => void, field: { current: HTMLTextAreaElement | null },
 *   sent: { current: { id: string, draft: Draft } | null } }} options `sent` is what went out last from this page
 */
export function useUndo({ view, self, draft, write, field, sent }) {
  const { ticket, replies } = view;
  const undoing = useRef('');
  const held = heldBy(replies, self);
  const restore = (/** @type {string} */ id) => {
    undoing.current = '';
    const before =
      sent.current?.id === id
        ? sent.current.draft
        : { ...readDraft(self, ticket.id), text: replies.find((reply) => reply.id === id)?.text ?? '' };
    dropDraft(self, ticket.id);
    write({
      ...before,
      client_reply_id: crypto.randomUUID(),
      text: [before.text, draft.text].filter(Boolean).join('\n'),
      ...draftPosition(view),
    });
    field.current?.focus();
  };
  /* If the response to the cancellation is lost, the thread shows that it succeeded. */
  useEffect(() => {
    const id = undoing.current;
    if (id && replies.some((reply) => reply.id === id && reply.state === 'cancelled')) restore(id);
  }, [replies]);
  return {
    held,
    begin: () => {
      undoing.current = held?.id ?? '';
    },
    restoreHeld: () => {
      if (held && undoing.current) restore(held.id);
    },
  };
}

/** This person's reply that can still be cancelled. @param {Reply[]} replies @param {string} self */
function heldBy(replies, self) {
  return replies.find(
    (reply) => reply.state === 'held' && reply.by?.sub === self && Date.parse(reply.held_until ?? '') > now(),
  );
}

/**
 * Offers to cancel a reply for a few seconds.
 * @param {{ ticketId: string, reply: Reply, begin: () => void, restore: () => void }} props
 */
export function Undo({ ticketId, reply, begin, restore }) {
  const { busy, trouble, run } = useAction();
  const secondsLeft = useNow((at) => Math.max(0, Math.ceil((Date.parse(reply.held_until ?? '') - at) / 1000)));
  const undo = () =>
    void run(async () => {
      begin();
      await actOnReply(ticketId, reply.id, 'cancel');
      restore();
    });
  if (secondsLeft === 0 && !trouble) return null;
  return html`<p class="notice undo" role="status">
    <span>${trouble || t('undo.left', { s: secondsLeft })}</span>
    ${
      secondsLeft > 0 &&
      html`<button type="button" class="button" disabled=${busy} onClick=${undo}>
        ${t('undo.undo')}
      </button>`
    }
  </p>`;
}
