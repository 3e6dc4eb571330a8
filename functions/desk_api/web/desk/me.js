import { get } from './api.js';
import { useProfileLanguage } from './i18n.js';
import { createStore } from './store.js';
import { setZone } from './time.js';

/** @typedef {import('../types/desk.d.ts').Me} Me */

export const me = createStore({ person: /** @type {Me | null} */ (null) });

/** Who is signed in, with their language and zone. */
export async function readMe() {
  const person = await get('/api/me');
  setZone(person.zone);
  useProfileLanguage(person.language);
  me.set({ person });
}

/** The numbers are for those who answer for the promise. */
export function isManager() {
  return me.get().person?.groups.some((group) => group === 'managers' || group === 'admins') ?? false;
}
