import { html, useEffect, useLayoutEffect, useRef, useState } from '/vendor/htm-preact.js';
import { t } from '../../desk/format/i18n.js';
import { formatMoment } from '../../desk/format/time.js';
import { holdRows, loadMore, queue, releaseRows, watchRows } from '../../desk/queue/queue.js';
import { get } from '../../desk/session/api.js';
import { href, route } from '../../desk/session/route.js';
import { useStore } from '../../desk/session/store.js';
import { QueueOnboarding } from '../lazy.js';
import { bindListNavigation } from './list_navigation.js';
import { TicketRow } from './ticket_row.js';
import { useVisibleRows } from './visible_rows.js';

/** Scrolled further than this, the list keeps its position. */
const TOP_PX = 8;
/** The next page is fetched this many rows before the end. */
const AHEAD = 20;

/**
 * The ticket list, soonest deadline first. All rows have one height and only visible ones are drawn. `steer` is set for
 * keyboard navigation.
 * @param {{ steer: { current: (by: 1 | -1) => void } }} props
 */
export function TicketList({ steer }) {
  const { rows, left, held, accounts, loaded, cursor, loadingMore, filters } = useStore(queue);
  const { ticket: openId } = useStore(route);
  const scroller = useRef(/** @type {HTMLDivElement | null} */ (null));
  const at = useRef(-1);
  const { from, to, height, onScroll, show } = useVisibleRows(scroller, rows.length);
  const touch = () => holdRows((scroller.current?.scrollTop ?? 0) > TOP_PX);
  useLayoutEffect(() => {
    scroller.current?.scrollTo(0, 0);
  }, [filters]);
  useEffect(() => watchRows(from, to), [from, to]);
  useEffect(() => {
    if (cursor && !loadingMore && to > rows.length - AHEAD) loadMore();
  }, [to, rows.length, cursor, loadingMore]);
  const showHeld = () => {
    releaseRows();
    scroller.current?.scrollTo(0, 0);
  };
  const drawn = indexes(
    from,
    Math.min(to, rows.length),
    [at.current, rows.findIndex((row) => row.id === openId)],
    rows.length,
  );
  bindListNavigation(steer, scroller, rows, openId, (next) => {
    at.current = next;
    show(next);
  });
  const touches = { onPointerDown: touch, onPointerMove: touch, onTouchMove: touch, onKeyDown: touch };
  return html`<div class="list" ref=${scroller} aria-busy=${!loaded}
    onScroll=${() => {
      touch();
      onScroll();
    }}
    ...${touches}>
    ${
      held > 0 &&
      html`<button type="button" class="show-new" onClick=${showHeld}>
        ${t('queue.held', { n: held })}
      </button>`
    }
    ${
      rows.length > 0 &&
      html`<ul class="rows" data-stale=${!loaded} style=${{ height: `${rows.length * height}px` }}>
        ${drawn.map(
          (
            index,
          ) => html`<${TicketRow} key=${rows[index].id} ticket=${rows[index]} top=${index * height} place=${index + 1}
            of=${cursor ? -1 : rows.length} isOpen=${rows[index].id === openId} hasLeft=${left.has(rows[index].id)}
            account=${accounts.find((account) => account.id === rows[index].account)} />`,
        )}
      </ul>`
    }
    ${rows.length === 0 && loaded && html`<${Nothing} />`}
    ${rows.length === 0 && !loaded && html`<p class="muted">${t('queue.loading')}</p>`}
    ${cursor && rows.length > 0 && html`<p class="muted more">${t('queue.loading')}</p>`}
  </div>`;
}

/**
 * The rows to draw: the visible ones, and the focused one.
 * @param {number} from @param {number} to @param {number[]} besides @param {number} all
 */
function indexes(from, to, besides, all) {
  const drawn = new Set(besides.filter((index) => index >= 0 && index < all));
  for (let index = from; index < to; index += 1) drawn.add(index);
  return [...drawn].sort((a, b) => a - b);
}

/** The empty state: good news, or a way to remove the filters. */
function Nothing() {
  const { filters, accounts } = useStore(queue);
  const { show, account, channel, tag } = filters;
  if (accounts.length === 0) return html`<${QueueOnboarding} />`;
  if (show === 'waiting' && !account && !channel && !tag) return html`<${NobodyWaits} />`;
  return html`<div class="empty-state">
    <p class="empty-state-title">${t('empty_queue.filter')}</p>
    <a class="button" href=${href({ show: 'waiting', account: '', channel: '', tag: '' })}>${t('empty_queue.all')}</a>
  </div>`;
}

function NobodyWaits() {
  const [last, setLast] = useState(/** @type {string | null} */ (null));
  useEffect(() => {
    get('/api/queue?status=answered&limit=1').then(
      (page) => setLast(page.tickets[0]?.last_post_at ?? null),
      () => {},
    );
  }, []);
  return html`<div class="empty-state empty-state-done">
    <svg class="empty-state-logo" viewBox="0 0 120 60" aria-hidden="true">
      <path d="M8 44h104M28 44a32 32 0 0 1 64 0" /><path d="M60 4v-3M20 18l-2-2M100 18l2-2" />
    </svg>
    <p class="empty-state-title">${t('empty_queue.title')}</p>
    <p class="muted">${last ? t('empty_queue.last', { when: formatMoment(last) }) : t('empty_queue.watching')}</p>
  </div>`;
}
