import { html, useEffect, useLayoutEffect, useRef, useState } from '/vendor/htm-preact.js';
import { accountTitle } from '../../desk/format/account_label.js';
import { formatNumber, labelOf, t } from '../../desk/format/i18n.js';
import { queue } from '../../desk/queue/queue.js';
import { countOverdueSince } from '../../desk/queue/rows.js';
import { href, navigate, route, VIEWS } from '../../desk/session/route.js';
import { useNow } from '../../desk/session/server_clock.js';
import { useStore } from '../../desk/session/store.js';
import { Icon, Logo } from '../icon.js';
import { FilterMenu } from './filters.js';

/** The pause after the last key before a search starts. */
const TYPING_MS = 250;

/** The API's count for each view. @type {Record<string, string>} */
const COUNT_OF = { overdue: 'overdue', soon: 'due_soon', waiting: 'waiting', mine: 'mine', unassigned: 'unassigned' };

/** The header of the list: logo, search, filters and account. */
export function QueueHeader() {
  const { q, account } = useStore(route);
  const { accounts } = useStore(queue);
  const [isSearching, search] = useState(q !== '');
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const wait = useRef(0);
  useLayoutEffect(() => {
    if (isSearching && q === '') field.current?.focus();
  }, [isSearching]);
  const look = (/** @type {string} */ text) => {
    clearTimeout(wait.current);
    wait.current = window.setTimeout(() => navigate({ page: 'queue', q: text.trim() }, true), TYPING_MS);
  };
  const stop = () => {
    clearTimeout(wait.current);
    if (field.current) field.current.value = '';
    navigate({ page: 'queue', q: '' }, true);
    search(false);
  };
  return html`<header class="queue-header" data-searching=${isSearching}>
    <a class="brand"
      href=${href({ page: 'queue', ticket: null, show: 'waiting', q: '', account: '', channel: '', tag: '' })}>
      <${Logo} /><span lang="ja-Latn">Sokutō</span>
    </a>
    <form class="search" role="search" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <${Icon} name="search" />
      <input ref=${field} type="search" name="q" defaultValue=${q} placeholder=${t('shortcut.search')}
        aria-label=${t('queue_header.search')} autocomplete="off" spellcheck=${false} enterkeyhint="search"
        maxlength="500" dir="auto"
        onInput=${(/** @type {{ currentTarget: HTMLInputElement }} */ { currentTarget }) => look(currentTarget.value)}
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
          if (event.key === 'Escape' && !event.isComposing) stop();
        }} />
      <button type="button" class="icon-button search-stop" aria-label=${t('queue_header.search_stop')} onClick=${stop}>
        <${Icon} name="close" />
      </button>
    </form>
    <button type="button" class="icon-button search-start" aria-label=${t('queue_header.search')}
      onClick=${() => search(true)}>
      <${Icon} name="search" />
    </button>
    <${FilterMenu} />
    <label class="account-picker">
      <span class="visually-hidden">${t('queue_header.account')}</span>
      <select value=${account}
        onChange=${(/** @type {{ currentTarget: HTMLSelectElement }} */ { currentTarget }) =>
          navigate({ page: 'queue', account: currentTarget.value }, true)}>
        <option value="">${t('queue_header.all_accounts')}</option>
        ${accounts.map(
          (each) => html`<option value=${each.id} selected=${each.id === account}>
            ${accountTitle(each)}
          </option>`,
        )}
      </select>
      <${Icon} name="down" />
    </label>
  </header>`;
}

/** The number of overdue tickets: the API's count plus those that became overdue since. */
export function useOverdueCount() {
  const { counts, all, asOf } = useStore(queue);
  return (counts.overdue?.n ?? 0) + useNow((at) => countOverdueSince(all, Date.parse(asOf ?? ''), at));
}

/** A wheel turns one way only: it reaches the views beyond the edge as well. @param {WheelEvent} event */
function scrollAcross(event) {
  const tabs = /** @type {HTMLElement} */ (event.currentTarget);
  if (event.deltaX === 0) tabs.scrollLeft += event.deltaY;
}

/** The views with their counts; a capped count has a plus. */
export function ViewTabs() {
  const { show, q } = useStore(route);
  const { counts } = useStore(queue);
  const overdue = useOverdueCount();
  const row = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(
    () => row.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }),
    [show, counts.waiting !== undefined],
  );
  return html`<nav class="view-tabs" ref=${row} aria-label=${t('view_tab.label')} onWheel=${scrollAcross}>
    ${VIEWS.map((each) => {
      const counted = counts[COUNT_OF[each]];
      const count = counted && each === 'overdue' ? { ...counted, n: overdue } : counted;
      return html`<a class="view-tab" data-show=${each} data-some=${(count?.n ?? 0) > 0}
        href=${href({ page: 'queue', show: each })}
        aria-current=${each === show && !(q && show === 'waiting') ? 'true' : undefined}>
        ${labelOf('view_tab', each)}
        ${count && html`<b class="view-count">${formatNumber(count.n)}${count.more ? '+' : ''}</b>`}
      </a>`;
    })}
  </nav>`;
}
