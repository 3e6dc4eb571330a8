import { html } from '/vendor/htm-preact.js';
import { addTexts, labelOf, t } from '../../desk/format/i18n.js';
import { formatTime } from '../../desk/format/time.js';
import { isManager } from '../../desk/session/me.js';
import { Icon } from '../icon.js';
import { safeLink } from '../safe_link.js';

await addTexts('writing');

/** @typedef {import('../../types/desk.d.ts').Holder} Holder */

/**
 * A colleague holds the claim: a manager can take it over, anybody else leaves them a note (R2).
 * @param {{ holder: Holder, takeOver: () => void, leaveNote: (to: Holder) => void }} props
 */
export function HolderNotice({ holder, takeOver, leaveNote }) {
  return html`<p class="notice" role="status">
    <${Icon} name="pen" />
    <span>${t('composer.held', { name: holder.name, time: formatTime(holder.until) })}</span>
    ${
      isManager()
        ? html`<button type="button" class="button" onClick=${takeOver}>${t('action.take_over')}</button>`
        : html`<button type="button" class="button" onClick=${() => leaveNote(holder)}>
          ${t('composer.leave_note')}
        </button>`
    }
  </p>`;
}

/** Reasons with which the network's own app helps nobody either. */
const NOWHERE = [
  'too_long',
  'blocked_by_account',
  'blocked_by_customer',
  'closed_by_author',
  'private_answer_used',
  'no_post',
];

/** Reasons for which no private answer goes any more; one in public may. */
const PRIVATE_OVER = ['private_answer_used', 'window_closed', 'no_messages'];

/**
 * Says why the network does not allow this reply, and links to the post in the network's own app (R6). Where the desk
 * does not see what is answered there, somebody has to report it (N5).
 * @param {{ preview: import('../../types/desk.d.ts').ReplyPreview,
 *   target: import('../../types/desk.d.ts').Post | undefined,
 *   account: import('../../types/desk.d.ts').Account | undefined, network: string,
 *   inbox?: string | null, answerInPublic?: (() => void) | null }} props `answerInPublic` is the way that is still open
 *   where a private answer is over
 */
export function ForbiddenNotice({ preview, target, account, network, inbox = null, answerInPublic }) {
  const isUnseen = account?.shows_native_answers === false;
  const url = safeLink(target?.url ?? inbox);
  const offersPublic = answerInPublic && PRIVATE_OVER.includes(preview.reason_code);
  return html`<div class="notice notice-warn forbidden" role="status">
    <${Icon} name="warn" />
    <span>
      ${labelOf('reply_permission', preview.reason_code, { network })}
      <br />
      ${
        !offersPublic &&
        !NOWHERE.includes(preview.reason_code) &&
        (isUnseen ? t('reply_permission.in_app_reported', { network }) : t('reply_permission.in_app', { network }))
      }
    </span>
    <div class="notice-buttons">
      ${
        offersPublic &&
        html`<button type="button" class="button" title=${t('private_reply.back_means')} onClick=${answerInPublic}>
          ${t('private_reply.back')}
        </button>`
      }
      ${
        url &&
        html`<a class="button" href=${url} target="_blank" rel="noopener noreferrer">
          ${t('post.open', { network })}<${Icon} name="out" />
        </a>`
      }
    </div>
  </div>`;
}

/**
 * Says why the network may not accept or show this reply, or who else may be answering there, in the account's `inbox`.
 * @param {{ reason: string, network: string, inbox?: string | null }} props
 */
export function DoubtNotice({ reason, network, inbox = null }) {
  const url = reason === 'held_elsewhere' ? safeLink(inbox) : null;
  return html`<p class="notice notice-warn" role="status">
    <${Icon} name="warn" />
    <span>
      ${labelOf('reply_permission', reason, { network })}
      ${reason === 'doubtful' && ` ${t('reply_permission.in_app', { network })}`}
    </span>
    ${
      url &&
      html`<a class="button" href=${url} target="_blank" rel="noopener noreferrer">
        ${t('post.open', { network })}<${Icon} name="out" />
      </a>`
    }
  </p>`;
}

/** Advises an experienced agent once to write in their own words. @param {{ close: () => void }} props */
export function OwnWordsNotice({ close }) {
  return html`<p class="notice" role="status">
    <${Icon} name="pen" />
    <span>${t('template.own_words')}</span>
    <button type="button" class="button" onClick=${close}>${t('template.understood')}</button>
  </p>`;
}
