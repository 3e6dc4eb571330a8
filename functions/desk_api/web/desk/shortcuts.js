import { closeTicket, navigate, route, VIEWS } from './route.js';

/**
 * What a key does, by the name of the key. A view that is there says so with `data-key`; the list's own keys are handed
 * in, since they act on a list that is only drawn in part.
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

/**
 * Keys belong to what somebody writes in, to a dialog that is open, and to the browser.
 * @param {KeyboardEvent} event
 */
function isSpokenFor({ target, key, altKey, ctrlKey, metaKey, isComposing, defaultPrevented }) {
  if (defaultPrevented || isComposing || altKey || ctrlKey || metaKey || route.get().page !== 'queue') return true;
  const field = target instanceof Element && target.closest('input, textarea, select, [contenteditable]');
  if (field && key === 'Escape' && field instanceof HTMLTextAreaElement) field.blur();
  return Boolean(field) || document.querySelector('dialog[open], [popover]:popover-open') !== null;
}

/** So long a ticket may take to stand there after it was opened by a key. */
const OPENS_WITHIN_MS = 5_000;

/**
 * What a key does to a ticket. From the list it opens the one that has the focus, or the first, before it does it.
 * @param {() => void} act
 */
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

/**
 * Goes to a field of the details, which are shown first where there is no room for them beside the ticket.
 * @param {string} selector
 */
function inDetails(selector) {
  const field = document.querySelector(selector);
  if (!(field instanceof HTMLElement)) return;
  if (!field.checkVisibility()) press('.details-button');
  requestAnimationFrame(() => field.focus());
}

/** Does what a button does that lies in a menu. @param {string} selector */
function choose(selector) {
  const found = document.querySelector(selector);
  if (found instanceof HTMLButtonElement && !found.disabled) found.click();
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
