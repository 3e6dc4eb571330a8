import { html, useLayoutEffect, useRef, useState } from '/vendor/htm-preact.js';
import { accountLabel } from '../../desk/format/account_label.js';
import { t } from '../../desk/format/i18n.js';
import { initials } from '../name.js';

/** @typedef {import('../../types/desk.d.ts').Account} Account */
/** @typedef {ReturnType<typeof useSender>} Sender */

/**
 * The account that sends the reply: the ticket's, unless another is selected for this reply and its handle typed (R3).
 * @param {import('../../types/desk.d.ts').Ticket} ticket
 * @param {Account[]} accounts
 */
export function useSender(ticket, accounts) {
  const [id, choose] = useState(ticket.account);
  const [typedHandle, typeHandle] = useState('');
  const other = accounts.find((each) => each.id === id && each.id !== ticket.account);
  const reset = () => {
    choose(ticket.account);
    typeHandle('');
  };
  const isConfirmed = other === undefined || isHandleOf(typedHandle, other);
  return { id, choose, other, typedHandle, typeHandle, reset, isConfirmed };
}

/**
 * The send button, with the account's colour, picture or initial, handle and channel.
 * @param {{ account: Account | undefined, handle: string, isPrivate: boolean, isOff: boolean }} props
 */
export function SendButton({ account, handle, isPrivate, isOff }) {
  const colour = account?.colour ?? '';
  const style = isColour(colour) ? { '--sender': colour, '--on-sender': textColourOn(colour) } : {};
  return html`<button type="submit" class="button button-main send" style=${style} disabled=${isOff}
    aria-keyshortcuts="Control+Enter Meta+Enter">
    <${Picture} account=${account} name=${account?.name || handle.slice(1)} />
    <span class="send-text">
      ${isPrivate ? t('composer.send_private', { account: handle }) : t('composer.send', { account: handle })}
    </span>
  </button>`;
}

/**
 * Falls back to the initial if the picture cannot be loaded.
 * @param {{ account: Account | undefined, name: string }} props
 */
function Picture({ account, name }) {
  const [lost, lose] = useState('');
  const src = account?.picture;
  return html`<span class="avatar" aria-hidden="true">
    ${
      src && src !== lost
        ? html`<img src=${src} alt="" width="26" height="26" decoding="async" onError=${() => lose(src)} />`
        : initials(name)
    }
  </span>`;
}

/**
 * Asks for the handle of another account, since a colour alone is too easily overlooked (R3).
 * @param {{ account: Account, typed: string, type: (text: string) => void, back: () => void }} props
 */
export function OtherAccount({ account, typed, type, back }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useLayoutEffect(() => field.current?.focus(), [account.id]);
  return html`<div class="notice notice-warn other-account">
    <label for="other-handle">${t('sender.type', { account: accountLabel(account) })}</label>
    <input ref=${field} id="other-handle" class="field" value=${typed} placeholder=${accountLabel(account)}
      autocomplete="off" autocapitalize="none" spellcheck=${false}
      onInput=${(/** @type {{ currentTarget: HTMLInputElement }} */ { currentTarget }) => type(currentTarget.value)} />
    <button type="button" class="button" onClick=${back}>${t('sender.back')}</button>
  </div>`;
}

/** @param {string} typed @param {Account} account */
function isHandleOf(typed, account) {
  return (
    typed
      .trim()
      .replace(/^[@＠]/, '')
      .toLowerCase() === (account.username || account.name).toLowerCase()
  );
}

/** @param {string} text */
const isColour = (text) => /^#[0-9a-f]{6}$/i.test(text);

/**
 * Black or white, whichever contrasts more: one of them always reaches 4.5:1 (WCAG's relative luminance).
 * @param {string} colour
 */
export function textColourOn(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000' : '#fff';
}
