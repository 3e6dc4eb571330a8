import { createStore } from './store.js';

/** The sentence in the live region; repeating it makes a screen reader speak it again. */
export const announcement = createStore({ text: '', turn: 0 });

/** @param {string} text */
export function announce(text) {
  announcement.set({ text, turn: announcement.get().turn + 1 });
}
