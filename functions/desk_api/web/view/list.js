import { html, useEffect, useLayoutEffect, useRef, useState } from '/vendor/htm-preact.js';
import { get } from '../desk/api.js';
import { loadMore, queue, settle, touchList } from '../desk/queue.js';
import { href, place } from '../desk/route.js';
import { useStore } from '../desk/store.js';
import { moment } from '../desk/time.js';
import { t } from '../desk/words.js';
import { FirstSteps } from './first.js';
import { Icon } from './icon.js';
import { Row } from './row.js';

/** Above this the list has been left standing at some place of the reader's own. */
const TOP_PX = 8;

/** The tickets, soonest deadline first. */
export function List() {
  const { rows, left, held, accounts, loaded, cursor, loadingMore, narrowing } = useStore(queue);
  const { ticket: openId } = useStore(place);
  const scroller = useRef(/** @type {HTMLDivElement | null} */ (null));
  const touch = () => touchList((scroller.current?.scrollTop ?? 0) > TOP_PX);
  useLayoutEffect(() => { scroller.current?.scrollTo(0, 0); }, [narrowing]);
  const showHeld = () => {
    settle();
    scroller.current?.scrollTo(0, 0);
  };
  const touches = { onPointerDown: touch, onPointerMove: touch, onTouchMove: touch, onScroll: touch, onKeyDown: touch };
  return html`<div class="list" ref=${scroller} aria-busy=${!loaded} ...${touches}>
    ${held > 0 && html`<button type="button" class="held" onClick=${showHeld}>${t('queue.held', { n: held })}</button>`}
    ${rows.length > 0 && html`<ul class="rows" data-stale=${!loaded}>
      ${rows.map((ticket) => html`<${Row} key=${ticket.id} ticket=${ticket} isOpen=${ticket.id === openId} hasLeft=${left.has(ticket.id)}
        account=${accounts.find((account) => account.id === ticket.account)} />`)}
    </ul>`}
    ${rows.length === 0 && loaded && html`<${Nothing} />`}
    ${rows.length === 0 && !loaded && html`<p class="quiet">${t('queue.loading')}</p>`}
    ${cursor && rows.length > 0 && html`<button type="button" class="more" disabled=${loadingMore} onClick=${loadMore}>
      ${loadingMore ? t('queue.loading') : t('queue.more')}<${Icon} name="down" />
    </button>`}
  </div>`;
}

/** An empty list: nobody to answer is good news, a filter without a match is a way back. */
function Nothing() {
  const { narrowing, accounts } = useStore(queue);
  const { show, account, q } = narrowing;
  if (accounts.length === 0) return html`<${FirstSteps} />`;
  if (show === 'waiting' && !account && !q) return html`<${NobodyWaits} />`;
  return html`<div class="nothing">
    <p class="nothing-title">${q ? t('empty.search', { q }) : t('empty.filter')}</p>
    <a class="button" href=${href({ show: 'waiting', account: '', q: '' })}>${t('empty.all')}</a>
  </div>`;
}

function NobodyWaits() {
  const [last, setLast] = useState(/** @type {string | null} */ (null));
  useEffect(() => {
    get('/api/queue?status=answered&limit=1').then((page) => setLast(page.tickets[0]?.last_post_at ?? null), () => {});
  }, []);
  return html`<div class="nothing nothing-joy">
    <svg class="nothing-sign" viewBox="0 0 120 60" aria-hidden="true"><path d="M8 44h104M28 44a32 32 0 0 1 64 0" /><path d="M60 4v-3M20 18l-2-2M100 18l2-2" /></svg>
    <p class="nothing-title">${t('empty.title')}</p>
    <p class="quiet">${last ? t('empty.last', { when: moment(last) }) : t('empty.watching')}</p>
  </div>`;
}
