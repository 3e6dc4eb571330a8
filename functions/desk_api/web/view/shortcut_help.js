import { html, useEffect, useRef } from '/vendor/htm-preact.js';
import { addTexts, t } from '../desk/format/i18n.js';

await addTexts('shortcuts');

/** The list of keyboard shortcuts. @returns {[string[], string][]} */
const keys = () => [
  [['j'], t('shortcut.down')],
  [['k'], t('shortcut.up')],
  [['Enter'], t('shortcut.open')],
  [['Esc'], t('shortcut.back')],
  [['r'], t('shortcut.reply')],
  [['Ctrl', 'Enter'], t('shortcut.send')],
  [['Ctrl', 'Shift', 'Enter'], t('shortcut.send_next')],
  [['c'], t('shortcut.claim')],
  [['e'], t('shortcut.done')],
  [['n'], t('shortcut.note')],
  [['a'], t('shortcut.assign')],
  [['t'], t('shortcut.tag')],
  [['u'], t('shortcut.undo')],
  [['1', '…', '7'], t('shortcut.filters')],
  [['/'], t('shortcut.search')],
  [['?'], t('shortcut.again')],
];

/** Opens whenever `turn` changes. @param {{ turn: number }} props */
export function ShortcutHelp({ turn }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => dialog.current?.showModal(), [turn]);
  return html`<dialog ref=${dialog} class="dialog" aria-labelledby="keys-title">
    <h2 id="keys-title">${t('shortcut.title')}</h2>
    <dl class="keys">
      ${keys().map(
        ([names, what]) => html`<div>
          <dt>${names.map((name) => html`<kbd>${name}</kbd>`)}</dt><dd>${what}</dd>
        </div>`,
      )}
    </dl>
    <div class="dialog-buttons">
      <button type="button" class="button" onClick=${() => dialog.current?.close()}>${t('shortcut.close')}</button>
    </div>
  </dialog>`;
}
