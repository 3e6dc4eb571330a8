import { html } from '/vendor/htm-preact.js';
import { addTexts, labelOf } from '../../desk/i18n.js';
import { en } from '../../i18n/charges.en.js';
import { ja } from '../../i18n/charges.ja.js';
import { isFaultAt } from './field_fault.js';

addTexts({ en, ja });

/** X's list prices in USD (shared.domain.accounts.costs.Prices). */
const LISTED = Object.entries({
  post_event: 0.005,
  message_event: 0.01,
  post_read: 0.005,
  own_read: 0.001,
  user_read: 0.01,
  media_read: 0.005,
  message_read: 0.01,
  summoned_reply: 0.01,
  post: 0.015,
  post_with_link: 0.2,
  message: 0.015,
});

/** A price for each kind of charge; an empty field means X's list price. @param {import('./field.js').Widget} props */
export function Prices({ id, field, value, set, fault }) {
  const change = (/** @type {string} */ kind, /** @type {string} */ text) => {
    const next = { ...value, [kind]: Number(text) };
    if (text === '') delete next[kind];
    set(Object.keys(next).length === 0 ? undefined : next);
  };
  return html`<div class="prices">
    ${LISTED.map(
      ([kind, listed]) => html`<label key=${kind} for=${`${id}-${kind}`}>
        <span>${labelOf('charge', kind)}</span>
        <input class="field" type="number" inputmode="decimal" step="any" min="0" id=${`${id}-${kind}`}
          value=${value?.[kind] ?? ''} placeholder=${listed} aria-invalid=${isFaultAt(fault, `${field.name}.${kind}`)}
          onInput=${(/** @type {any} */ event) => change(kind, event.target.value)} />
      </label>`,
    )}
  </div>`;
}
