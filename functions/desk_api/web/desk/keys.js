import { closeTicket, place } from './route.js';

/**
 * What a key does, by the name of the key. A view that is there says so with `data-key`; the list's own keys are handed
 * in, since they act on a list that is only drawn in part.
 * @param {{ move: (by: 1 | -1) => void, help: () => void }} list
 */
export function listenToKeys({ move, help }) {
  /** @type {Record<string, () => void>} */
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    r: () => press('.composer-field'),
    c: () => press('[data-key="c"]'),
    e: () => press('[data-key="e"]'),
    '/': () => press('.search-start', '.search input'),
    '?': help,
    Escape: () => { if (place.get().ticket) closeTicket(); },
  };
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const act = keys[event.key];
    if (!act || isSpokenFor(event)) return;
    event.preventDefault();
    act();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}

/** Keys belong to what somebody writes in, to a dialog that is open, and to the browser. @param {KeyboardEvent} event */
function isSpokenFor({ target, key, altKey, ctrlKey, metaKey, isComposing, defaultPrevented }) {
  if (defaultPrevented || isComposing || altKey || ctrlKey || metaKey || place.get().page !== 'queue') return true;
  const field = target instanceof Element && target.closest('input, textarea, select, [contenteditable]');
  if (field && key === 'Escape' && field instanceof HTMLTextAreaElement) field.blur();
  return Boolean(field) || document.querySelector('dialog[open], [popover]:popover-open') !== null;
}

/** Goes to the first of these that can be seen: a field is written in, a button pressed. @param {string[]} selectors */
function press(...selectors) {
  for (const selector of selectors) {
    const found = document.querySelector(selector);
    if (!(found instanceof HTMLElement) || !found.checkVisibility()) continue;
    found.focus();
    if (found instanceof HTMLButtonElement && !found.disabled) found.click();
    return;
  }
}
