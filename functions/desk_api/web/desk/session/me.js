import { useProfileLanguage } from '../format/i18n.js';
import { setZone } from '../format/time.js';
import { get } from './api.js';
import { createStore } from './store.js';

/** @typedef {import('../../types/desk.d.ts').Me} Me */

export const me = createStore({ person: /** @type {Me | null} */ (null) });

/** The signed-in person, with language and time zone. */
export async function readMe() {
  const person = await get('/api/me');
  setZone(person.zone);
  useProfileLanguage(person.language);
  me.set({ person });
}

/** Reports are for managers and admins. */
export function isManager() {
  return me.get().person?.groups.some((group) => group === 'managers' || group === 'admins') ?? false;
}
