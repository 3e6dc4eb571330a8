import { t } from './i18n.js';

/** @typedef {{ id?: string, username: string, name: string }} Somebody */

/**
 * The customer's display name. X leaves names out of some events, so it may be the numeric id.
 * @param {Somebody} who
 */
export const customerName = ({ id, username, name }) => name || username || t('name.unknown', { id: id ?? '' });

/** @param {Somebody} who */
export const customerHandle = ({ username }) => (username ? `@${username}` : t('name.no_handle'));

/** The customer's profile on X, by handle or by numeric id. @param {Somebody} who */
export const profileUrl = ({ id, username }) =>
  `https://x.com/${username ? encodeURIComponent(username) : `i/user/${encodeURIComponent(id ?? '')}`}`;
