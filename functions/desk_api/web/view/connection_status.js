import { html } from '/vendor/htm-preact.js';
import { labelOf, t } from '../desk/i18n.js';
import { queue } from '../desk/queue.js';
import { useNow } from '../desk/server_clock.js';
import { useStore } from '../desk/store.js';
import { formatMoment } from '../desk/time.js';
import { Icon } from './icon.js';

/**
 * How old the list is, and whether the desk answers. Always there, so that nothing moves when it has to speak; a search
 * tells of itself. @param {{ isSearching: boolean }} props
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
 * What went wrong, as of when what is shown is known, and when it is tried again; the seconds are not read aloud.
 * @param {{ trouble: import('../desk/polling.js').Trouble, asOf?: string | number | null }} props
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
