import { createStore } from './store.js';

/** This long nobody has touched the page before it reloads. */
const IDLE_MS = 120_000;
/** This long answers have named the new build alone: while a deployment goes on, both versions answer. */
const SETTLED_MS = 30_000;
/** Up to so much longer, each page another time: all of them would ask for everything at once. */
const SPREAD_MS = 60_000;
/** After a reload that brought the old build again, as a rollback does, no other follows for this long. */
const AGAIN_MS = 600_000;
const RELOADED = 'sokuto.reloaded';
const TOUCHES = ['pointerdown', 'keydown', 'wheel', 'touchmove', 'input'];
/** What asks something, and what says of itself that it is not saved. */
const BEGUN = 'dialog[open], :popover-open, [role="alertdialog"], [data-unsaved="true"]';
/** Fields whose text stands nowhere else: a search and a period stand in the address, settings have an edit. */
const FIELDS =
  ':is(textarea, input:not([type="search"], [type="date"], [type="checkbox"], [type="radio"])):not(.settings *)';

const own = document.querySelector('meta[name="sokuto-build"]')?.getAttribute('content') ?? '';

/** `waits`: a new build would be loaded now, were it not for what somebody has begun. */
export const newBuild = createStore({ waits: false });

let announced = '';
let announcedAt = 0;
let touchedAt = Date.now();
/** What somebody has written in since the page was opened. @type {WeakSet<EventTarget>} */
const written = new WeakSet();
const settledMs = SETTLED_MS + Math.random() * SPREAD_MS;
/** @type {Set<() => boolean>} */
const reasons = new Set();

for (const kind of TOUCHES) {
  addEventListener(kind, touch, { capture: true, passive: true });
}

/** @param {Event} event */
function touch({ type, target }) {
  touchedAt = Date.now();
  if (type === 'input' && target) written.add(target);
}

/** Adds a reason to stay: while `isBusy` is true, something would be lost. @param {() => boolean} isBusy */
export function stayWhile(isBusy) {
  reasons.add(isBusy);
}

/**
 * Takes note of the build that an answer of the API belongs to. If it is another than this page's, and nobody is at
 * work, the page reloads; drafts and the address are kept.
 * @param {string | null} build
 */
export function noteBuild(build) {
  if (!build || !own) return;
  if (build !== announced) announcedAt = Date.now();
  announced = build;
  const wanted = build !== own && Date.now() - announcedAt >= settledMs && Date.now() - touchedAt >= IDLE_MS;
  const isBusy = wanted && isAtWork();
  if (wanted && !isBusy && !broughtNothing(build)) reload();
  const waits = isBusy || (build !== own && newBuild.get().waits);
  if (waits !== newBuild.get().waits) newBuild.set({ waits });
}

/** Whether the desk serves another build by now, so that what cannot be fetched may be gone. */
export const isOutdated = () => announced !== '' && announced !== own;

/** Offers the new build, if there is one, where a part of this one could not be fetched. */
export function offerNewBuild() {
  if (isOutdated()) newBuild.set({ waits: true });
}

/** Loads the new build, at once; the next one is loaded by itself again. */
export function reload() {
  sessionStorage.setItem(RELOADED, JSON.stringify({ build: announced, at: Date.now() }));
  location.reload();
}

function isAtWork() {
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(FIELDS));
  const media = /** @type {NodeListOf<HTMLMediaElement>} */ (document.querySelectorAll('audio, video'));
  return (
    [...reasons].some((isBusy) => isBusy()) ||
    document.querySelector(BEGUN) !== null ||
    [...document.querySelectorAll('input')].some((field) => field.validity.badInput) ||
    [...fields].some((field) => written.has(field) && field.value.trim() !== '') ||
    [...media].some((each) => !each.paused)
  );
}

/** Whether this build was reloaded for a moment ago, and did not come. @param {string} build */
function broughtNothing(build) {
  const last = JSON.parse(sessionStorage.getItem(RELOADED) ?? 'null');
  return last?.build === build && Date.now() - last.at < AGAIN_MS;
}
