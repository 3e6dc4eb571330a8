import { html, useEffect, useState } from '/vendor/htm-preact.js';

const AGAIN_MS = 5_000;

/**
 * A part of a page for which nobody waits: it is fetched once the page stands, and nothing is there until then.
 * @param {() => Promise<any>} load
 */
function soon(load) {
  /** @type {any} */
  let Part = null;
  return (/** @type {Record<string, unknown>} */ props) => {
    const [, redraw] = useState(0);
    useEffect(() => {
      let timer = 0;
      const fetchPart = () => void load().then((part) => { Part = part; redraw(1); }, () => { timer = window.setTimeout(fetchPart, AGAIN_MS); });
      if (!Part) fetchPart();
      return () => clearTimeout(timer);
    }, []);
    return Part && html`<${Part} ...${props} />`;
  };
}

export const Context = soon(async () => (await import('./context.js')).Context);
export const Why = soon(async () => (await import('./why.js')).Why);
export const Found = soon(async () => (await import('./found.js')).Found);
export const Help = soon(async () => (await import('./help.js')).Help);
export const DeafBands = soon(async () => (await import('./bands.js')).DeafBands);
export const ReachBands = soon(async () => (await import('./bands.js')).ReachBands);
export const SealedBands = soon(async () => (await import('./bands.js')).SealedBands);
export const SessionEnded = soon(async () => (await import('./bands.js')).SessionEnded);
