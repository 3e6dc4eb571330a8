import { useEffect, useState } from '/vendor/htm-preact.js';
import { poll } from '../desk/polling.js';

/**
 * Reads something until it is there, and again when one of `of` is another one; what is wrong meanwhile.
 * @template T
 * @param {() => Promise<T>} read @param {(answer: T) => void} take @param {unknown[]} of null in it: not yet
 * @returns {import('../desk/polling.js').Trouble | null}
 */
export function useRead(read, take, of) {
  const [trouble, setTrouble] = useState(/** @type {import('../desk/polling.js').Trouble | null} */ (null));
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
