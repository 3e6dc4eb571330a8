import { html, useRef } from '/vendor/htm-preact.js';
import { accountLabel } from '../../desk/format/account_label.js';
import { customerName } from '../../desk/format/customer_name.js';
import { formatPrice, labelOf, t } from '../../desk/format/i18n.js';
import { networkName } from '../../desk/format/network_name.js';
import { sendAndNext, toggleSendAndNext } from '../../desk/replies/send_and_next.js';
import { ownSignOff, signOff, toggleSignOff } from '../../desk/replies/sign_off.js';
import { useStore } from '../../desk/session/store.js';
import { Icon } from '../icon.js';
import { withoutBidiControls } from '../name.js';

/** @typedef {import('../../types/desk.d.ts').Account} Account */
/** @typedef {import('../../types/desk.d.ts').Post} Post */
/** @typedef {import('../../types/desk.d.ts').ReplyPreview} ReplyPreview */

/**
 * The composer's toolbar: templates, sign-off, and a menu with the rarer choices, the private channel and other
 * accounts.
 * @param {{ ticket: import('../../types/desk.d.ts').Ticket, accounts: Account[], senderId: string,
 *   chooseSender: (account: string) => void, isPrivate: boolean, target: Post | undefined,
 *   preview: ReplyPreview | null, goPublic: () => void, goPrivate: () => void, insert: (text: string) => void,
 *   open: () => void }} props
 */
export function ComposerToolbar({
  ticket,
  accounts,
  senderId,
  chooseSender,
  isPrivate,
  target,
  preview,
  goPublic,
  goPrivate,
  insert,
  open,
}) {
  const { isOn } = useStore(signOff);
  const { isOn: goesOn } = useStore(sendAndNext);
  const sign = ownSignOff();
  const others = accounts.filter((each) => each.id !== ticket.account && each.id !== senderId);
  const message = preview?.message;
  const network = networkName(ticket.account);
  const isOpenPost = target?.channel === 'public' && !message?.once;
  const name = withoutBidiControls(customerName(ticket.customer));
  return html`<div class="tools">
    <button type="button" class="tool" onPointerDown=${(/** @type {Event} */ event) => event.preventDefault()}
      onClick=${open} aria-haspopup="listbox">
      <kbd>/</kbd><span class="tool-label">${t('template.button')}</span>
    </button>
    ${
      sign &&
      html`<button type="button" class="tool tool-sign" aria-pressed=${isOn} onClick=${toggleSignOff}
        title=${t('sign_off.why')}>
        ${sign}<span class="visually-hidden">${t('sign_off.why')}</span>
      </button>`
    }
    <${MoreTools}>
      <button type="button" class="menu-item" role="menuitemcheckbox" aria-checked=${goesOn}
        onClick=${toggleSendAndNext}>
        ${t('send_and_next.on')}
        <small>
          ${goesOn ? t('send_and_next.is_on') : t('send_and_next.is_off')} · <kbd>Ctrl</kbd> <kbd>Shift</kbd>${' '}
          <kbd>Enter</kbd>
        </small>
      </button>
      <button type="button" class="menu-item" onClick=${() => insert(t('name.address', { name }))}>
        ${t('name.insert')}<small><bdi>${t('name.address', { name })}</bdi></small>
      </button>
      ${
        isOpenPost &&
        !isPrivate &&
        message?.allowed &&
        html`<button type="button" class="menu-item" onClick=${goPrivate}>
          ${t('private_reply.send')}
          <small>${t('private_reply.send_means', { cost: formatPrice(message.cost_usd) })}</small>
        </button>`
      }
      ${
        isOpenPost &&
        !isPrivate &&
        message &&
        !message.allowed &&
        html`<p class="menu-note muted">
          ${labelOf('reply_permission', message.reason_code, { network })}
        </p>`
      }
      ${
        isOpenPost &&
        isPrivate &&
        html`<button type="button" class="menu-item" onClick=${goPublic}>
          ${t('private_reply.back')}<small>${t('private_reply.back_means')}</small>
        </button>`
      }
      ${
        !isPrivate &&
        message?.link &&
        html`<button type="button" class="menu-item" onClick=${() => insert(message.link ?? '')}>
          ${t('private_reply.invite')}
          <small>${t('private_reply.invite_means', { cost: formatPrice(message.link_cost_usd) })}</small>
        </button>`
      }
      ${others.map(
        (each) => html`<button type="button" class="menu-item" key=${each.id} onClick=${() => chooseSender(each.id)}>
          <span>${t('sender.other', { account: accountLabel(each) })}</span>
          <small>${t('sender.other_means', { network })}</small>
        </button>`,
      )}
    <//>
  </div>`;
}

/**
 * A menu that opens upwards, since the composer is at the bottom of the screen.
 * @param {{ children?: unknown }} props
 */
function MoreTools({ children }) {
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const menu = useRef(/** @type {HTMLElement | null} */ (null));
  const put = (/** @type {ToggleEvent} */ { newState }) => {
    const box = button.current?.getBoundingClientRect();
    if (newState !== 'open' || !box || !menu.current) return;
    menu.current.style.setProperty('--bottom', `${innerHeight - box.top + 4}px`);
    menu.current.style.setProperty('--left', `${Math.max(8, Math.min(box.left, innerWidth - 300))}px`);
  };
  return html`
    <button ref=${button} type="button" class="tool" popovertarget="more-tools" aria-label=${t('action.more')}>
      <${Icon} name="more" />
    </button>
    <div ref=${menu} id="more-tools" class="menu menu-up" popover="auto" onbeforetoggle=${put}
      onClick=${() => menu.current?.hidePopover()}>
      ${children}
    </div>
  `;
}
