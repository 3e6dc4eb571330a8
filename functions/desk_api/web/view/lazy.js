import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { imported } from '../desk/retried_import.js';

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

const bands = () => import('./banners.js');

export const Context = soon('./ticket/ticket_details.js', 'Context', () => import('./ticket/ticket_details.js'));
export const Why = soon('./ticket/deadline_explanation.js', 'Why', () => import('./ticket/deadline_explanation.js'));
export const Earlier = soon('./ticket/earlier_tickets.js', 'Earlier', () => import('./ticket/earlier_tickets.js'));
export const Found = soon('./queue/search_results.js', 'Found', () => import('./queue/search_results.js'));
export const Help = soon('./shortcut_help.js', 'Help', () => import('./shortcut_help.js'));
export const Outbox = soon('./outbox.js', 'Outbox', () => import('./outbox.js'));
export const ReplyEntry = soon('./ticket/reply.js', 'ReplyEntry', () => import('./ticket/reply.js'));
export const Unsent = soon('./queue/unsent_replies.js', 'Unsent', () => import('./queue/unsent_replies.js'));
export const DeafBands = soon('./banners.js', 'DeafBands', bands);
export const ReachBands = soon('./banners.js', 'ReachBands', bands);
export const SealedBands = soon('./banners.js', 'SealedBands', bands);
export const SessionEnded = soon('./banners.js', 'SessionEnded', bands);
