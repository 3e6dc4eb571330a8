import { html, useEffect, useRef } from '/vendor/htm-preact.js';
import { t } from '../desk/i18n.js';

/** Every key of the desk, with what it does. @returns {[string[], string][]} */
const keys = () => [
  [['j'], t('keys.down')],
  [['k'], t('keys.up')],
  [['Enter'], t('keys.open')],
  [['Esc'], t('keys.back')],
  [['r'], t('keys.reply')],
  [['Ctrl', 'Enter'], t('keys.send')],
  [['Ctrl', 'Shift', 'Enter'], t('keys.send_next')],
  [['c'], t('keys.claim')],
  [['e'], t('keys.done')],
  [['n'], t('keys.note')],
  [['a'], t('keys.assign')],
  [['t'], t('keys.tag')],
  [['u'], t('keys.undo')],
  [['1', '…', '7'], t('keys.filters')],
  [['/'], t('keys.search')],
  [['?'], t('keys.again')],
];

/** Shown with every turn. @param {{ turn: number }} props */
export function Help({ turn }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => dialog.current?.showModal(), [turn]);
  return html`<dialog ref=${dialog} class="sheet" aria-labelledby="keys-title">
    <h2 id="keys-title">${t('keys.title')}</h2>
    <dl class="keys">
      ${keys().map(
        ([names, what]) => html`<div>
          <dt>${names.map((name) => html`<kbd>${name}</kbd>`)}</dt><dd>${what}</dd>
        </div>`,
      )}
    </dl>
    <div class="sheet-buttons">
      <button type="button" class="button" onClick=${() => dialog.current?.close()}>${t('keys.close')}</button>
    </div>
  </dialog>`;
}
