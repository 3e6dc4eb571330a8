import { createStore } from './store.js';

const CHOICE = 'sokuto.theme';
export const THEMES = /** @type {const} */ (['auto', 'light', 'dark']);

export const theme = createStore({ choice: localStorage.getItem(CHOICE) ?? 'auto' });
apply(theme.get().choice);

/** @param {string} choice */
export function chooseTheme(choice) {
  localStorage.setItem(CHOICE, choice);
  apply(choice);
  theme.set({ choice });
}

/** @param {string} choice */
function apply(choice) {
  document.documentElement.dataset.theme = choice;
}
