import { createStore } from './store.js';

/** The one sentence that a screen reader is told; the same sentence twice is told twice. */
export const announcement = createStore({ text: '', turn: 0 });

/** @param {string} text */
export function announce(text) {
  announcement.set({ text, turn: announcement.get().turn + 1 });
}
