import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { imported } from '../desk/modules.js';

const AGAIN_MS = 5_000;

/**
 * A part of a page for which nobody waits: it is fetched once the page stands, and nothing is there until then.
 * @param {string} name of the module @param {string} part @param {() => Promise<any>} load
 */
function soon(name, part, load) {
  /** @type {any} */
  let Part = null;
  return (/** @type {Record<string, unknown>} */ props) => {
    const [, redraw] = useState(0);
    useEffect(() => {
      let timer = 0;
      const fetchPart = () => void imported(name, import.meta.url, load).then((module) => { Part = module[part]; redraw(1); }, () => { timer = window.setTimeout(fetchPart, AGAIN_MS); });
      if (!Part) fetchPart();
      return () => clearTimeout(timer);
    }, []);
    return Part && html`<${Part} ...${props} />`;
  };
}

const bands = () => import('./bands.js');

export const Context = soon('./context.js', 'Context', () => import('./context.js'));
export const Why = soon('./why.js', 'Why', () => import('./why.js'));
export const Earlier = soon('./earlier.js', 'Earlier', () => import('./earlier.js'));
export const Found = soon('./found.js', 'Found', () => import('./found.js'));
export const Help = soon('./help.js', 'Help', () => import('./help.js'));
export const Outbox = soon('./outbox.js', 'Outbox', () => import('./outbox.js'));
export const ReplyEntry = soon('./reply.js', 'ReplyEntry', () => import('./reply.js'));
export const Unsent = soon('./unsent.js', 'Unsent', () => import('./unsent.js'));
export const DeafBands = soon('./bands.js', 'DeafBands', bands);
export const ReachBands = soon('./bands.js', 'ReachBands', bands);
export const SealedBands = soon('./bands.js', 'SealedBands', bands);
export const SessionEnded = soon('./bands.js', 'SessionEnded', bands);
