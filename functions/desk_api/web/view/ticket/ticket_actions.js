import { html, useEffect, useRef, useState } from '/vendor/htm-preact.js';
import { labelOf, t } from '../../desk/format/i18n.js';
import { actOnTicket } from '../../desk/queue/ticket.js';
import { announce } from '../../desk/session/announce.js';
import { me } from '../../desk/session/me.js';
import { useNow } from '../../desk/session/server_clock.js';
import { useStore } from '../../desk/session/store.js';
import { Icon } from '../icon.js';
import { ReportAnswer } from '../lazy.js';
import { useAction } from '../use_action.js';

/** How long setting a ticket to done can be undone by one tap; it can also be reopened later. */
const UNDO_MS = 10_000;

/** Why a ticket needs no answer; `resolved` is for one that has had its answer. */
const REASONS = ['thanks_only', 'answered_elsewhere', 'nothing_to_say', 'not_ours', 'spam'];

/**
 * The actions on a ticket in its current state: the main ones as buttons, the rest in a menu.
 * @param {{ view: import('../../types/desk.d.ts').TicketView, notes: number, showsDetails: boolean,
 *   account: import('../../types/desk.d.ts').Account | undefined, showDetails: (on: boolean) => void }} props
 */
export function TicketActions({ view, account, notes, showsDetails, showDetails }) {
  const { ticket } = view;
  const { person } = useStore(me);
  const { busy, trouble, run } = useAction();
  const [undoReason, setUndoReason] = useState('');
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const { id, status, holder, assignee, clock } = ticket;
  const isMine = useNow((at) => holder?.sub === person?.sub && holder !== null && Date.parse(holder.until) > at);
  const isTaken = useNow((at) => holder !== null && holder.sub !== person?.sub && Date.parse(holder.until) > at);
  const isWaiting = status === 'new' || status === 'open';
  const doing =
    (/** @type {string} */ verb, /** @type {object} */ body = {}) =>
    () =>
      void run(() => actOnTicket(id, verb, body));
  const finish = (/** @type {string} */ reason) =>
    run(async () => {
      await actOnTicket(id, 'done', { reason });
      setUndoReason(reason);
      announce(t('action.done_said'));
    });
  const isDone = status === 'done';
  useEffect(() => {
    if (!undoReason) return;
    const timer = setTimeout(() => setUndoReason(''), UNDO_MS);
    return () => clearTimeout(timer);
  }, [undoReason]);
  return html`<div class="actions">
    <div class="actions-row" role="group" aria-label=${t('action.label')}>
      ${
        isWaiting &&
        !isMine &&
        !isTaken &&
        html`<button type="button" class="button" data-key="c" disabled=${busy} onClick=${doing('claim')}>
          ${t('action.claim')}
        </button>`
      }
      ${
        isMine &&
        html`<button type="button" class="button" disabled=${busy} onClick=${doing('release')}>
          ${t('action.release')}
        </button>`
      }
      ${
        isWaiting &&
        !isTaken &&
        html`<button type="button" class="button" disabled=${busy} onClick=${() => void finish('thanks_only')}>
          ${t('action.thanks')}
        </button>`
      }
      ${
        isWaiting &&
        html`<button type="button" class="button" data-key="e" disabled=${busy}
          onClick=${() => dialog.current?.showModal()}>
          ${t('action.no_reply')}
        </button>`
      }
      ${
        status === 'answered' &&
        html`<button type="button" class="button" data-key="e" disabled=${busy}
          onClick=${doing('done', { reason: 'resolved' })}>
          ${t('action.done')}
        </button>`
      }
      ${
        isDone &&
        !undoReason &&
        html`<button type="button" class="button" disabled=${busy} onClick=${doing('reopen')}>
          ${t('action.reopen')}
        </button>`
      }
      <${More}>
        ${
          assignee?.sub === person?.sub
            ? html`<button type="button" class="menu-item" data-key="a" onClick=${doing('assign', { assignee: null })}>
              ${t('action.unassign')}
            </button>`
            : html`<button type="button" class="menu-item" data-key="a"
              onClick=${doing('assign', { assignee: person?.sub })}>
              ${t('action.assign_me')}
            </button>`
        }
        ${
          clock &&
          html`<button type="button" class="menu-item" onClick=${doing('acknowledge')}>
            ${t('action.acknowledge')}<small>${t('action.acknowledge_means')}</small>
          </button>`
        }
      <//>
      <button type="button" class="button details-button" aria-pressed=${showsDetails}
        onClick=${() => showDetails(!showsDetails)}>
        ${t('ticket.details')}${notes > 0 && html`<b class="view-count">${notes}</b>`}
      </button>
    </div>
    ${isWaiting && !isTaken && account?.shows_native_answers === false && html`<${ReportAnswer} view=${view} />`}
    ${trouble && html`<p class="trouble" role="alert"><${Icon} name="warn" /><span>${trouble}</span></p>`}
    ${
      undoReason &&
      isDone &&
      html`<p class="notice undo" role="status">
        <span>${t('action.done_because', { reason: labelOf('reason', undoReason) })}</span>
        <button type="button" class="button" data-key="u" disabled=${busy}
          onClick=${() => void run(() => actOnTicket(id, 'reopen')).then(() => setUndoReason(''))}>
          ${t('undo.undo')}
        </button>
      </p>`
    }
    <${NoReply} dialog=${dialog} decide=${finish} />
  </div>`;
}

/**
 * A menu of further actions, positioned under its button, since a popover is in the top layer.
 * @param {{ children?: unknown }} props
 */
function More({ children }) {
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const menu = useRef(/** @type {HTMLElement | null} */ (null));
  const put = (/** @type {ToggleEvent} */ { newState }) => {
    const box = button.current?.getBoundingClientRect();
    if (newState !== 'open' || !box || !menu.current) return;
    menu.current.style.setProperty('--top', `${box.bottom + 4}px`);
    menu.current.style.setProperty('--left', `${Math.max(8, Math.min(box.left, innerWidth - 268))}px`);
  };
  return html`
    <button ref=${button} type="button" class="button more-button" popovertarget="more-actions">
      ${t('action.more')}<${Icon} name="down" />
    </button>
    <div ref=${menu} id="more-actions" class="menu" popover="auto" onbeforetoggle=${put}
      onClick=${() => menu.current?.hidePopover()}>
      ${children}
    </div>
  `;
}

/**
 * Asks for the reason why no reply is needed, since such a ticket is left out of the rates (C4).
 * @param {{ dialog: { current: HTMLDialogElement | null }, decide: (reason: string) => Promise<boolean> }} props
 */
function NoReply({ dialog, decide }) {
  const choose = (/** @type {string} */ reason) => {
    dialog.current?.close();
    void decide(reason);
  };
  return html`<dialog ref=${dialog} class="dialog" aria-labelledby="no-reply-title">
    <h2 id="no-reply-title">${t('no_reply.title')}</h2>
    <div class="reasons">
      ${REASONS.map(
        (reason) => html`<button type="button" class="reason" key=${reason} onClick=${() => choose(reason)}>
          ${labelOf('reason', reason)}
        </button>`,
      )}
    </div>
    <div class="dialog-buttons">
      <button type="button" class="button" onClick=${() => dialog.current?.close()}>${t('action.cancel')}</button>
    </div>
  </dialog>`;
}
