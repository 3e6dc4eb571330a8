import { t } from './i18n.js';

/** @typedef {{ id?: string, username: string, name: string }} Somebody */

/**
 * The customer's display name. A network may leave names out of its events, so it may be the id.
 * @param {Somebody} who
 */
export const customerName = ({ id, username, name }) =>
  name || username || t('name.unknown', { id: shortId(id ?? '') });

/** A network's id may be a whole address; its end tells two apart. @param {string} id */
const shortId = (id) => (id.length > 20 ? `…${id.slice(-12)}` : id);

/**
 * What tells people of one name apart: the handle, or where a network has none, the end of the id.
 * @param {Somebody} who
 */
export const customerHandle = ({ id, username, name }) => {
  if (username) return `@${username}`;
  return name && id ? `…${id.slice(-4)}` : t('name.no_handle');
};
