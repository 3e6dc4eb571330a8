import { html } from '/vendor/htm-preact.js';
import { labelOf, t } from '../desk/format/i18n.js';
import { formatMoment } from '../desk/format/time.js';
import { queue } from '../desk/queue/queue.js';
import { useNow } from '../desk/session/server_clock.js';
import { useStore } from '../desk/session/store.js';
import { Icon } from './icon.js';

/**
 * The list's age and connection status. Always present, so that nothing shifts; the search has its own.
 * @param {{ isSearching: boolean }} props
 */
export function ListStatus({ isSearching }) {
  const { asOf, trouble, loaded, rows, cursor } = useStore(queue);
  if (trouble) return html`<${ConnectionTrouble} trouble=${trouble} asOf=${asOf} />`;
  if (isSearching) return null;
  return html`<p class="list-status">
    <span>
      ${
        loaded
          ? cursor
            ? t('queue.shown_more', { n: rows.length })
            : t('queue.shown', { n: rows.length })
          : t('queue.loading')
      }
    </span>
    <span>${asOf && t('queue_header.as_of', { time: formatMoment(asOf) })}</span>
  </p>`;
}

/**
 * The error, the age of the data shown and the time of the next attempt; the countdown is hidden from screen readers.
 * @param {{ trouble: import('../desk/session/polling.js').Trouble, asOf?: string | number | null }} props
 */
export function ConnectionTrouble({ trouble, asOf }) {
  const wait = useNow((now) => Math.max(0, Math.ceil((trouble.retryAt - now) / 1000)));
  return html`<p class="list-status list-status-warn" role="status">
    <${Icon} name="warn" />
    <span>
      <b>${labelOf('trouble', trouble.kind)}</b> ${asOf ? t('queue_header.as_of', { time: formatMoment(asOf) }) : ''}
      <span aria-hidden="true"> · ${wait > 0 ? t('offline.retry', { s: `${wait}` }) : t('offline.trying')}</span>
    </span>
  </p>`;
}
