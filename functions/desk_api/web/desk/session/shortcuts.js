import { closeTicket, navigate, route, VIEWS } from './route.js';

/**
 * Registers the keyboard shortcuts. Visible controls declare theirs with `data-key`; the list's are passed in, since
 * only part of the list is drawn.
 * @param {{ move: (by: 1 | -1) => void, help: () => void }} list
 */
export function listenToShortcuts({ move, help }) {
  /** @type {Record<string, () => void>} */
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    r: () => withTicket(() => press('.composer-field')),
    n: () => withTicket(() => inDetails('.new-note textarea')),
    a: () => withTicket(() => choose('[data-key="a"]')),
    t: () => withTicket(() => inDetails('.tag-new')),
    u: () => press('[data-key="u"]'),
    c: () => press('[data-key="c"]'),
    e: () => press('[data-key="e"]'),
    '/': () => press('.search-start', '.search input'),
    '?': help,
    ...Object.fromEntries(VIEWS.map((show, at) => [`${at + 1}`, () => navigate({ page: 'queue', show })])),
    Escape: () => {
      if (route.get().ticket) closeTicket();
    },
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

/** True if the key belongs to a text field, an open dialog or the browser. @param {KeyboardEvent} event */
function isSpokenFor({ target, key, altKey, ctrlKey, metaKey, isComposing, defaultPrevented }) {
  if (defaultPrevented || isComposing || altKey || ctrlKey || metaKey || route.get().page !== 'queue') return true;
  const field = target instanceof Element && target.closest('input, textarea, select, [contenteditable]');
  if (field && key === 'Escape' && field instanceof HTMLTextAreaElement) field.blur();
  return Boolean(field) || document.querySelector('dialog[open], [popover]:popover-open') !== null;
}

/** The longest wait for a ticket opened by a shortcut. */
const OPENS_WITHIN_MS = 5_000;

/** Acts on the open ticket; from the list it first opens the focused ticket, or the first. @param {() => void} act */
function withTicket(act) {
  if (route.get().ticket && document.querySelector('.composer')) return act();
  const row = document.activeElement?.closest('[data-ticket]') ?? document.querySelector('[data-ticket]');
  if (!(row instanceof HTMLElement)) return undefined;
  row.click();
  const until = performance.now() + OPENS_WITHIN_MS;
  const look = () => {
    if (document.querySelector('.composer')) act();
    else if (performance.now() < until) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  return undefined;
}

/** Focuses a field of the details, opening them first on a narrow screen. @param {string} selector */
function inDetails(selector) {
  const field = document.querySelector(selector);
  if (!(field instanceof HTMLElement)) return;
  if (!field.checkVisibility()) press('.details-button');
  requestAnimationFrame(() => field.focus());
}

/** Presses a button inside a menu. @param {string} selector */
function choose(selector) {
  const found = document.querySelector(selector);
  if (found instanceof HTMLButtonElement && !found.disabled) found.click();
}

/** Focuses the first visible field, or presses the first visible button. @param {string[]} selectors */
function press(...selectors) {
  for (const selector of selectors) {
    const found = document.querySelector(selector);
    if (!(found instanceof HTMLElement) || !found.checkVisibility()) continue;
    found.focus();
    if (found instanceof HTMLButtonElement && !found.disabled) found.click();
    return;
  }
}
