import { html, useEffect, useState } from '/vendor/htm-preact.js';

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
      if (!Part) load().then((part) => { Part = part; redraw(1); }, () => {});
    }, []);
    return Part && html`<${Part} ...${props} />`;
  };
}

export const Why = soon(async () => (await import('./why.js')).Why);
export const Help = soon(async () => (await import('./help.js')).Help);
