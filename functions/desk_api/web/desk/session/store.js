import { useEffect, useState } from '/vendor/htm-preact.js';

/**
 * A store that components subscribe to. `set` merges a part into the value.
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
 * The store's current value; the component is drawn again when it changes.
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
