/** Unsaved edits of settings. They survive navigation and a reload, but not the tab. */

/** @typedef {import('./settings.js').Document} Document */
/** @typedef {{ id: string, version: number, base: Record<string, any>, body: Record<string, any> }} Edit */

/** @param {string} kind @param {string} item */
const key = (kind, item) => `sokuto.settings.${kind}.${item}`;

/** @param {string} kind @param {string} item @returns {Edit | null} */
export function readEdit(kind, item) {
  try {
    return JSON.parse(sessionStorage.getItem(key(kind, item)) ?? 'null');
  } catch {
    return null;
  }
}

/** @param {string} kind @param {string} item @param {Edit | null} edit */
export function keepEdit(kind, item, edit) {
  try {
    if (edit) sessionStorage.setItem(key(kind, item), JSON.stringify(edit));
    else sessionStorage.removeItem(key(kind, item));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
