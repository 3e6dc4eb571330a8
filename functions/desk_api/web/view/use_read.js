import { useEffect, useState } from '/vendor/htm-preact.js';
import { poll } from '../desk/session/polling.js';

/**
 * Reads once, retrying until it succeeds, and again when a value of `of` changes; returns the error meanwhile.
 * @template T
 * @param {() => Promise<T>} read @param {(answer: T) => void} take @param {unknown[]} of null in it: not yet
 * @returns {import('../desk/session/polling.js').Trouble | null}
 */
export function useRead(read, take, of) {
  const [trouble, setTrouble] = useState(/** @type {import('../desk/session/polling.js').Trouble | null} */ (null));
  useEffect(() => {
    if (of.includes(null)) return undefined;
    let wanted = true;
    const reading = poll({
      everyMs: Infinity,
      onTrouble: setTrouble,
      async ask() {
        const answer = await read();
        if (!wanted) return;
        take(answer);
        setTrouble(null);
        reading.stop();
      },
    });
    return () => {
      wanted = false;
      reading.stop();
    };
  }, of);
  return trouble;
}
