import { html, useEffect, useRef } from '/vendor/htm-preact.js';
import { t, word } from '../desk/words.js';
import { Icon } from './icon.js';

/** @typedef {import('../desk/sending.js').Stop} Stop */

/**
 * What to look at before the answer goes out. A blank has to be filled in; anything else may be meant.
 * @param {{ stops: Stop[], send: () => void, goOn: () => void }} props
 */
export function Cautions({ stops, send, goOn }) {
  const first = useRef(/** @type {HTMLButtonElement | null} */ (null));
  useEffect(() => first.current?.focus(), [stops]);
  const mustFill = stops.some(({ kind }) => kind === 'blank');
  /** It closes the warning, and neither the field's focus nor the ticket goes with it. @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    goOn();
  };
  return html`<div class="cautions" onKeyDown=${onKeyDown} role="alertdialog" aria-modal="false" aria-labelledby="cautions-title">
    <p class="cautions-title" id="cautions-title"><${Icon} name="warn" />${t('caution.title')}</p>
    <ul>${stops.map(({ kind, said }) => html`<li key=${kind + said}>${word('caution', kind)}${said && kind !== 'news' && html` <bdi class="said">${said}</bdi>`}</li>`)}</ul>
    <div class="cautions-buttons">
      <button ref=${first} type="button" class="button" onClick=${goOn}>${t('caution.go_on')}</button>
      ${!mustFill && html`<button type="button" class="button button-risk" onClick=${send}>${t('caution.send')}</button>`}
    </div>
  </div>`;
}
