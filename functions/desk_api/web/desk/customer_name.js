import { t } from './i18n.js';

/** @typedef {{ id?: string, username: string, name: string }} Somebody */

/**
 * What to call somebody; X leaves names out of some events, and then only the number is known.
 * @param {Somebody} who
 */
export const customerName = ({ id, username, name }) => name || username || t('name.unknown', { id: id ?? '' });

/** @param {Somebody} who */
export const customerHandle = ({ username }) => (username ? `@${username}` : t('name.no_handle'));

/** Their page on X, which it finds by the number too. @param {Somebody} who */
export const profileUrl = ({ id, username }) =>
  `https://x.com/${username ? encodeURIComponent(username) : `i/user/${encodeURIComponent(id ?? '')}`}`;
