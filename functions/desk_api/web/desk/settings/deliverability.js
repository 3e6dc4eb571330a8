import { get, post, SessionEndedError, UnreachableError } from '../session/api.js';
import { isManager } from '../session/me.js';
import { createStore } from '../session/store.js';

/** @typedef {import('../../types/desk.d.ts').Reach} Reach */

const EVERY_MS = 60_000;

/**
 * People whose mail or phone no longer works, for managers only. `nobody` is true if no manager or admin can be reached
 * at all, and null before the first response.
 */
export const deliverability = createStore({
  people: /** @type {Reach[]} */ ([]),
  nobody: /** @type {boolean | null} */ (null),
  failed: '',
});

/** Polls every minute while the page is visible. @returns {() => void} */
export function watchDeliverability() {
  if (!isManager()) return () => {};
  const timer = window.setInterval(() => document.hidden || readDeliverability(), EVERY_MS);
  readDeliverability();
  return () => clearInterval(timer);
}

/** @param {string} id @param {'mail' | 'sms'} way */
export async function useAddressAgain(id, way) {
  try {
    const { people, nobody_reachable: nobody = null } = await post(
      `/api/people/${encodeURIComponent(id)}/marks/${way}/clear`,
    );
    deliverability.set({ people, nobody, failed: '' });
  } catch (error) {
    if (!(error instanceof SessionEndedError)) deliverability.set({ failed: `${id} ${way}` });
  }
}

async function readDeliverability() {
  try {
    const { people = [], nobody_reachable: nobody = null } = await get('/api/health');
    deliverability.set({ people, nobody });
  } catch (error) {
    if (!(error instanceof SessionEndedError || error instanceof UnreachableError)) reportError(error);
  }
}
