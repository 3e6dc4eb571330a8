import { queue } from '../queue/queue.js';
import { t } from './i18n.js';

/** The name of the network that an account is on, as people write it. @param {string | undefined} accountId */
export function networkName(accountId) {
  const account = queue.get().accounts.find(({ id }) => id === accountId);
  return account?.network_name ?? t('network.unnamed');
}
