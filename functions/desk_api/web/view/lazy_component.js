import { html, useEffect, useState } from '/vendor/htm-preact.js';

const AGAIN_MS = 5_000;

/** Loaded modules; their parts are drawn at once from then on. @type {Map<() => Promise<any>, any>} */
const modules = new Map();

/**
 * A lazily loaded component: its module is fetched after the first render; until then it renders nothing.
 * @template {string} Name
 * @param {Name} part the name under which the module exports it
 * @param {() => Promise<Record<Name, any>>} load the same function for all parts of a module
 */
export function lazy(part, load) {
  return (/** @type {Record<string, unknown>} */ props) => {
    const [, redraw] = useState(0);
    const Part = modules.get(load)?.[part];
    useEffect(() => {
      let timer = 0;
      const fetchPart = async () => {
        try {
          modules.set(load, await load());
          redraw(1);
        } catch {
          timer = window.setTimeout(fetchPart, AGAIN_MS);
        }
      };
      if (!Part) void fetchPart();
      return () => clearTimeout(timer);
    }, []);
    return Part && html`<${Part} ...${props} />`;
  };
}
