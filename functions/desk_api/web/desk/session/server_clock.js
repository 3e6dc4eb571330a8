import { useEffect, useRef, useState } from '/vendor/htm-preact.js';

const SECOND = 1000;
/** A difference within the round trip is ignored. */
const TOLERATED_MS = 1500;

let offset = 0;

/** The server's time in milliseconds, since a device's clock may be wrong. */
export const now = () => Date.now() + offset;

/** @param {string} asOf the server's time in an answer @param {number} sentAt when we asked, by our own clock */
export function syncClock(asOf, sentAt) {
  const difference = Date.parse(asOf) - (sentAt + Date.now()) / 2;
  offset = Math.abs(difference) > TOLERATED_MS ? difference : 0;
}

/** @type {Set<() => void>} */
const listeners = new Set();
let timer = 0;

/** Ticks on the full second, so that all countdowns change together. */
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
 * A value derived from the current time; the component is drawn again only when it changes.
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
