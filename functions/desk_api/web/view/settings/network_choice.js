import { html, useEffect } from '/vendor/htm-preact.js';
import { useNetworks } from '../../desk/format/networks.js';
import { RadioGroup } from '../radio_group.js';
import { fieldName } from './field_name.js';

/** A new account is on the first network until another is chosen. @param {import('./field.js').Widget} props */
export function NetworkChoice({ kind, field, value, set }) {
  const networks = useNetworks();
  useEffect(() => {
    if (!value && networks.length > 0) set(networks[0].id);
  }, [value, networks]);
  return html`<${RadioGroup} name=${`field-${field.name}`} label=${fieldName(kind, field.name)} value=${value ?? ''}
    options=${networks.map(({ id, name }) => [id, name])} choose=${set} />`;
}
