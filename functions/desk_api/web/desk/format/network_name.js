import { queue } from '../queue/queue.js';
import { customerHandle } from './customer_name.js';
import { t } from './i18n.js';

/** The name of the network that an account is on, as people write it. @param {string | undefined} accountId */
export function networkName(accountId) {
  return accountOf(accountId)?.network_name ?? t('network.unnamed');
}

/**
 * The handle of a customer of an account; none where the network, as the account itself shows, has no handles.
 * @param {import('../../types/desk.d.ts').Author} who @param {string | undefined} accountId
 */
export function handleOn(who, accountId) {
  return who.username || accountOf(accountId)?.username !== '' ? customerHandle(who) : null;
}

/** @param {string | undefined} accountId */
const accountOf = (accountId) => queue.get().accounts.find(({ id }) => id === accountId);
