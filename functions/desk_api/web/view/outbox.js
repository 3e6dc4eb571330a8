import { html, useEffect } from '/vendor/htm-preact.js';
import { customerName } from '../desk/format/customer_name.js';
import { addTexts, labelOf, t } from '../desk/format/i18n.js';
import { heldUntil, outbox, takeReplyBack, watchOutbox } from '../desk/replies/outbox.js';
import { href, route } from '../desk/session/route.js';
import { useNow } from '../desk/session/server_clock.js';
import { useStore } from '../desk/session/store.js';
import { Icon } from './icon.js';
import { useAction } from './use_action.js';

await addTexts('failures');

/** @typedef {import('../desk/replies/outbox.js').Going} Going */
/** @typedef {import('../types/desk.d.ts').ReturnedReply} ReturnedReply */

/**
 * Replies sent from tickets that are no longer open, while they can be cancelled and after they failed. Those of the
 * open ticket are shown in its thread.
 */
export function Outbox() {
  const { going, back } = useStore(outbox);
  const { page, ticket: open, show } = useStore(route);
  useEffect(watchOutbox, []);
  const elsewhere = (/** @type {{ ticket: string }} */ { ticket }) => page !== 'queue' || ticket !== open;
  const held = going.filter((each) => each.reply.state === 'held' && elsewhere(each));
  const failed = back.filter(elsewhere);
  return html`<aside class="outbox" aria-label=${t('outbox.label')}>
    ${held.map((each) => html`<${Held} key=${each.reply.id} going=${each} />`)}
    ${failed.length === 1 && show !== 'failed' && html`<${CameBack} reply=${failed[0]} />`}
    ${
      failed.length > 1 &&
      show !== 'failed' &&
      html`<p class="outbox-line outbox-failed" role="alert">
        <${Icon} name="warn" />
        <span>${t('outbox.several', { n: failed.length })}</span>
        <a class="button" href=${href({ page: 'queue', ticket: null, show: 'failed', q: '' })}>${t('outbox.show')}</a>
      </p>`
    }
  </aside>`;
}

/** @param {{ going: Going }} props */
function Held({ going }) {
  const { busy, trouble, run } = useAction();
  const secondsLeft = useNow(() => heldUntil(going.reply));
  if (secondsLeft === 0 && !trouble) return null;
  return html`<p class="outbox-line" role="status">
    <span>${trouble || t('outbox.held', { name: going.name, s: secondsLeft })}</span>
    ${
      secondsLeft > 0 &&
      html`<button type="button" class="button" disabled=${busy} onClick=${() => void run(() => takeReplyBack(going))}>
        ${t('undo.undo')}
      </button>`
    }
  </p>`;
}

/** @param {{ reply: ReturnedReply }} props */
function CameBack({ reply }) {
  return html`<p class="outbox-line outbox-failed" role="alert">
    <${Icon} name="warn" />
    <span><b>${howItStands(reply)}</b> ${reply.why && labelOf('reply_failure', reply.why)}</span>
    <a class="button" href=${href({ page: 'queue', ticket: reply.ticket })}>${t('outbox.open')}</a>
  </p>`;
}

/** @param {ReturnedReply} reply */
function howItStands(reply) {
  const name = addresseeName(reply);
  if (reply.state === 'unknown') return t('outbox.unknown', { name });
  return reply.state === 'partly_sent' ? t('outbox.partly_sent', { name }) : t('outbox.one', { name });
}

/** @param {ReturnedReply} reply */
export const addresseeName = ({ customer }) => customerName(customer);
