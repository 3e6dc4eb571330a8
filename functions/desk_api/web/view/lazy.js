import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { imported } from '../desk/retried_import.js';
import { loadStyleSheet } from '../desk/style_sheets.js';

const AGAIN_MS = 5_000;

/**
 * A part of a page for which nobody waits: it is fetched once the page stands, with the style
 * sheets that the module names, and nothing is there until then.
 * @param {string} name of the module @param {string} part @param {() => Promise<any>} load
 */
function soon(name, part, load) {
  /** @type {any} */
  let Part = null;
  return (/** @type {Record<string, unknown>} */ props) => {
    const [, redraw] = useState(0);
    useEffect(() => {
      let timer = 0;
      const fetchPart = async () => {
        try {
          const module = await imported(name, import.meta.url, load);
          await Promise.all((module.sheets ?? []).map(loadStyleSheet));
          Part = module[part];
        } catch {
          timer = window.setTimeout(fetchPart, AGAIN_MS);
        }
        redraw(1);
      };
      if (!Part) void fetchPart();
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

const replyParts = () => import('./composer/reply_parts.js');
const sendWarnings = () => import('./composer/send_warnings.js');

export const Cautions = soon('./composer/send_warnings.js', 'Cautions', sendWarnings);
export const Count = soon('./composer/reply_parts.js', 'Count', replyParts);
export const Hints = soon('./composer/send_warnings.js', 'Hints', sendWarnings);
export const News = soon('./composer/new_posts.js', 'News', () => import('./composer/new_posts.js'));
export const Parts = soon('./composer/reply_parts.js', 'Parts', replyParts);
export const Stored = soon('./composer/send_warnings.js', 'Stored', sendWarnings);
