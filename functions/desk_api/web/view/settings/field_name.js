import { hasLabel, labelOf } from '../../desk/format/i18n.js';

/**
 * A field's label, which may depend on the kind of document.
 * @param {string} kind
 * @param {string} name
 */
export function fieldName(kind, name) {
  const own = `${kind}.${name}`;
  return hasLabel('field', own) ? labelOf('field', own) : labelOf('field', name);
}
