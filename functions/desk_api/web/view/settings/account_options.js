import { html } from '/vendor/htm-preact.js';
import { labelOf } from '../../desk/format/i18n.js';
import { isFaultAt } from './field_fault.js';

/** @typedef {import('../../types/desk.d.ts').Network} Network */

/**
 * The options that an account has on its network, and those that it still has of another one, so that they can be
 * emptied.
 * @param {Record<string, any>} body @param {Network[]} networks @returns {{ name: string, example?: string }[]}
 */
function optionsOf(body, networks) {
  const known = networks.find(({ id }) => id === body.network)?.account_options ?? [];
  const others = Object.keys(body.options ?? {}).filter((name) => !known.some((each) => each.name === name));
  return [...known, ...others.map((name) => ({ name }))];
}

/**
 * Whether the network of an account has no such field, and nothing stands there that would have to be seen.
 * @param {import('./document_fields.js').Field} field @param {any} value @param {Record<string, any>} body
 * @param {Network[]} networks
 */
export function isLacking({ name, as }, value, body, networks) {
  if (as === 'options') return optionsOf(body, networks).length === 0;
  const network = networks.find(({ id }) => id === body.network);
  return name === 'username' && network?.has_handles === false && !value;
}

/**
 * A text for each option; an empty one is none.
 * @param {import('./field.js').Widget & { networks: Network[] }} props
 */
export function AccountOptions({ id, field, value, set, fault, body, networks }) {
  const change = (/** @type {string} */ name, /** @type {string} */ text) => {
    const next = { ...value, [name]: text.trim() };
    if (text.trim() === '') delete next[name];
    set(Object.keys(next).length === 0 ? undefined : next);
  };
  return optionsOf(body, networks).map(
    ({ name, example }) => html`<label class="account-option" key=${name} for=${`${id}-${name}`}>
      <span>${labelOf('account_option', name)}</span>
      <input class="field" id=${`${id}-${name}`} value=${value?.[name] ?? ''} placeholder=${example} autocomplete="off"
        spellcheck=${false} aria-invalid=${isFaultAt(fault, `${field.name}.${name}`)}
        onInput=${(/** @type {any} */ event) => change(name, event.target.value)} />
    </label>`,
  );
}
