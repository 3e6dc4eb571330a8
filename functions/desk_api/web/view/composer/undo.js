import { html } from '/vendor/htm-preact.js';
import { now, useNow } from '../../desk/server_clock.js';
import { actOnReply } from '../../desk/ticket.js';
import { t } from '../../desk/i18n.js';
import { useAct } from '../use_action.js';

/** @typedef {import('../../types/desk.d.ts').Reply} Reply */

/** The reply of this person's that can still be taken back. @param {Reply[]} replies @param {string} self */
export function heldBy(replies, self) {
  return replies.find((reply) => reply.state === 'held' && reply.by?.sub === self && Date.parse(reply.held_until ?? '') > now());
}

/** A few seconds in which an answer can be taken back. @param {{ ticketId: string, reply: Reply, begin: () => void, restore: () => void }} props */
export function Undo({ ticketId, reply, begin, restore }) {
  const { busy, trouble, run } = useAct();
  const left = useNow((at) => Math.max(0, Math.ceil((Date.parse(reply.held_until ?? '') - at) / 1000)));
  const undo = () => void run(async () => {
    begin();
    await actOnReply(ticketId, reply.id, 'cancel');
    restore();
  });
  if (left === 0 && !trouble) return null;
  return html`<p class="notice undo" role="status">
    <span>${trouble || t('undo.left', { s: left })}</span>
    ${left > 0 && html`<button type="button" class="button" disabled=${busy} onClick=${undo}>${t('undo.undo')}</button>`}
  </p>`;
}
