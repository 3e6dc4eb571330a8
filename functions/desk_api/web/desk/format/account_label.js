/**
 * What people know an account by: its handle, or its name on a network that has no handles.
 * @param {{ username?: string, name: string }} account
 */
export const accountLabel = ({ username, name }) => (username ? `@${username}` : name);

/**
 * An account beside others of any network: two of one name are told apart by it.
 * @param {{ username?: string, name: string, network_name: string }} account
 */
export const accountTitle = (account) => `${account.network_name} ${accountLabel(account)}`;
