import { get, post, SessionEndedError, UnreachableError } from './api.js';
import { isManager } from './me.js';
import { createStore } from './store.js';

/** @typedef {import('../types/desk.d.ts').Reach} Reach */

const EVERY_MS = 60_000;

/**
 * Whom the desk cannot reach as it was told to; for managers, and for nobody else. `nobody` says that no manager and no
 * admin can be reached at all; null before anybody has looked.
 */
export const reach = createStore({
  people: /** @type {Reach[]} */ ([]),
  nobody: /** @type {boolean | null} */ (null),
  failed: '',
});

/** Looks every minute while the page is in front. @returns {() => void} */
export function watchReach() {
  if (!isManager()) return () => {};
  const timer = window.setInterval(() => document.hidden || look(), EVERY_MS);
  look();
  return () => clearInterval(timer);
}

/** @param {string} id @param {'mail' | 'sms'} way */
export async function useAgain(id, way) {
  try {
    const { people, nobody_reachable: nobody = null } = await post(
      `/api/people/${encodeURIComponent(id)}/marks/${way}/clear`,
    );
    reach.set({ people, nobody, failed: '' });
  } catch (error) {
    if (!(error instanceof SessionEndedError)) reach.set({ failed: `${id} ${way}` });
  }
}

async function look() {
  try {
    const { people = [], nobody_reachable: nobody = null } = await get('/api/health');
    reach.set({ people, nobody });
  } catch (error) {
    if (!(error instanceof SessionEndedError || error instanceof UnreachableError)) reportError(error);
  }
}
