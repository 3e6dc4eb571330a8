/**
 * What people know an account by: its handle, or its name on a network that has no handles.
 * @param {{ username?: string, name: string }} account
 */
export const accountLabel = ({ username, name }) => (username ? `@${username}` : name);
