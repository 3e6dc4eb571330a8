import { createStore } from './store.js';

/** The one sentence that a screen reader is told; the same sentence twice is told twice. */
export const spoken = createStore({ text: '', turn: 0 });

/** @param {string} text */
export function say(text) {
  spoken.set({ text, turn: spoken.get().turn + 1 });
}
