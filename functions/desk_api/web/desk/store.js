import { useEffect, useState } from '/vendor/htm-preact.js';

/**
 * A value that views watch. `set` merges, so that a feed can change its part without knowing the rest.
 * @template {object} T
 * @param {T} initial
 */
export function createStore(initial) {
  let state = initial;
  /** @type {Set<() => void>} */
  const listeners = new Set();
  return {
    get: () => state,
    /** @param {Partial<T>} patch */
    set(patch) {
      state = { ...state, ...patch };
      for (const listener of listeners) listener();
    },
    /** @param {() => void} listener */
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/**
 * The store's present state; the view is drawn again when it changes.
 * @template {object} T
 * @param {{ get: () => T, subscribe: (listener: () => void) => () => void }} store
 * @returns {T}
 */
export function useStore(store) {
  const [, redraw] = useState(0);
  const drawn = store.get();
  useEffect(() => {
    if (store.get() !== drawn) redraw((n) => n + 1);
    return store.subscribe(() => redraw((n) => n + 1));
  }, [store]);
  return drawn;
}
