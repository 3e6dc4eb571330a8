import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { importWithRetry } from '../desk/session/retried_import.js';
import { loadStyleSheet } from '../desk/session/style_sheets.js';

const AGAIN_MS = 5_000;

/** Loaded modules by path; their parts are drawn at once from then on. @type {Map<string, any>} */
const modules = new Map();

/**
 * A lazily loaded component: its module, and the style sheets that the module names, are fetched after the first
 * render; until then it renders nothing.
 * @template {string} Name
 * @param {string} path of the module
 * @param {Name} part the name under which the module exports it
 * @param {() => Promise<Record<Name, any> & { sheets?: readonly string[] }>} load
 */
export function lazy(path, part, load) {
  return (/** @type {Record<string, unknown>} */ props) => {
    const [, redraw] = useState(0);
    const Part = modules.get(path)?.[part];
    useEffect(() => {
      let timer = 0;
      const fetchPart = async () => {
        try {
          const module = await importWithRetry(path, import.meta.url, load);
          await Promise.all((module.sheets ?? []).map(loadStyleSheet));
          modules.set(path, module);
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
