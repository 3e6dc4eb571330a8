import { hasLabel, labelOf } from '../../desk/i18n.js';

/**
 * The name of a field in the form of its kind: the same field can be another thing elsewhere.
 * @param {string} kind
 * @param {string} name
 */
export function fieldName(kind, name) {
  const own = `${kind}.${name}`;
  return hasLabel('field', own) ? labelOf('field', own) : labelOf('field', name);
}
