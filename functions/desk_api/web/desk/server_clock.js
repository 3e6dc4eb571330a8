import { useEffect, useRef, useState } from '/vendor/htm-preact.js';

const SECOND = 1000;
/** A difference that the way to the server and back explains is no reason to set our clock. */
const TOLERATED_MS = 1500;

let offset = 0;

/** The desk's time in milliseconds: a deadline is read by its clock, not by a phone's that runs fast. */
export const now = () => Date.now() + offset;

/** @param {string} asOf the server's time in an answer @param {number} sentAt when we asked, by our own clock */
export function syncClock(asOf, sentAt) {
  const difference = Date.parse(asOf) - (sentAt + Date.now()) / 2;
  offset = Math.abs(difference) > TOLERATED_MS ? difference : 0;
}

/** @type {Set<() => void>} */
const listeners = new Set();
let timer = 0;

/** Every second on the second, so that all countdowns turn together. */
function beat() {
  for (const listener of listeners) listener();
  timer = window.setTimeout(beat, SECOND - (now() % SECOND));
}

document.addEventListener('visibilitychange', () => {
  clearTimeout(timer);
  if (!document.hidden && listeners.size > 0) beat();
});

/** @param {() => void} listener */
function onBeat(listener) {
  if (listeners.size === 0) timer = window.setTimeout(beat, SECOND - (now() % SECOND));
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearTimeout(timer);
  };
}

/**
 * What `read` makes of the present; the view is drawn again only in the second in which that changes.
 * @template {string | number | boolean | null} T
 * @param {(now: number) => T} read
 * @returns {T}
 */
export function useNow(read) {
  const [, redraw] = useState(0);
  const drawn = read(now());
  const latest = useRef({ read, drawn });
  latest.current = { read, drawn };
  useEffect(
    () =>
      onBeat(() => {
        if (latest.current.read(now()) !== latest.current.drawn) redraw((n) => n + 1);
      }),
    [],
  );
  return drawn;
}
