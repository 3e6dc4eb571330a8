import { html } from '/vendor/htm-preact.js';
import { chargeName, useNetworks } from '../../desk/format/networks.js';
import { isFaultAt } from './field_fault.js';

/**
 * A price for each kind of charge, by network; an empty field means the network's list price.
 * @param {import('./field.js').Widget} props
 */
export function Prices({ id, field, value, set, fault }) {
  const networks = useNetworks().filter(({ prices }) => Object.keys(prices).length > 0);
  const change = (/** @type {string} */ network, /** @type {string} */ charge, /** @type {string} */ text) => {
    const known = { ...value?.[network], [charge]: Number(text) };
    if (text === '') delete known[charge];
    const next = { ...value, [network]: known };
    if (Object.keys(known).length === 0) delete next[network];
    set(Object.keys(next).length === 0 ? undefined : next);
  };
  return networks.map(
    (network) => html`<fieldset class="prices" key=${network.id}>
      <legend class="muted">${network.name}</legend>
      ${Object.entries(network.prices).map(
        ([charge, listed]) => html`<label key=${charge} for=${`${id}-${network.id}-${charge}`}>
          <span>${chargeName(charge)}</span>
          <input class="field" type="number" inputmode="decimal" step="any" min="0"
            id=${`${id}-${network.id}-${charge}`} value=${value?.[network.id]?.[charge] ?? ''} placeholder=${listed}
            aria-invalid=${isFaultAt(fault, `${field.name}.${network.id}.${charge}`)}
            onInput=${(/** @type {any} */ event) => change(network.id, charge, event.target.value)} />
        </label>`,
      )}
    </fieldset>`,
  );
}
