import { html, useEffect, useLayoutEffect, useRef } from '/vendor/htm-preact.js';
import { addTexts, labelOf, t } from '../../desk/format/i18n.js';
import { formatDay } from '../../desk/format/time.js';
import { queue } from '../../desk/queue/queue.js';
import { leaveSearch, refreshSearch, search, searchFurther, startSearch } from '../../desk/queue/search.js';
import { href, queueFilters, route } from '../../desk/session/route.js';
import { useStore } from '../../desk/session/store.js';
import { directionOf, languageOf } from '../name.js';
import { InlineText } from '../post_text.js';
import { bindListNavigation } from './list_navigation.js';
import { TicketRow } from './ticket_row.js';
import { useVisibleRows } from './visible_rows.js';

await addTexts('search');

/**
 * The search results, and how far back the search has looked.
 * @param {{ steer: { current: (by: 1 | -1) => void } }} props
 */
export function SearchResults({ steer }) {
  const { rows, loaded, question, next } = useStore(search);
  const { accounts, acts } = useStore(queue);
  const { ticket: openId, show: shown, account, q, channel, tag } = useStore(route);
  const seen = useRef(acts);
  const scroller = useRef(/** @type {HTMLDivElement | null} */ (null));
  const { from, to, height, onScroll, show } = useVisibleRows(scroller, rows.length);
  useEffect(() => startSearch({ ...queueFilters(), q }), [shown, account, q, channel, tag]);
  useEffect(() => leaveSearch, []);
  useEffect(() => {
    if (acts !== seen.current) refreshSearch();
    seen.current = acts;
  }, [acts]);
  useLayoutEffect(() => {
    scroller.current?.scrollTo(0, 0);
  }, [question]);
  bindListNavigation(steer, scroller, rows, openId, show);
  const drawn = rows
    .map((_, index) => index)
    .filter((index) => (index >= from && index < to) || rows[index].id === openId);
  return html`<div class="list results" ref=${scroller} aria-busy=${!loaded} onScroll=${onScroll}>
    ${
      rows.length > 0 &&
      html`<ul class="rows" data-stale=${!loaded} style=${{ height: `${rows.length * height}px` }}>
        ${drawn.map(
          (
            index,
          ) => html`<${TicketRow} key=${rows[index].id} ticket=${rows[index]} top=${index * height} place=${index + 1}
            of=${next ? -1 : rows.length} isOpen=${rows[index].id === openId} hasLeft=${false}
            said=${saidIn(rows[index].match)}
            account=${accounts.find((account) => account.id === rows[index].account)} />`,
        )}
      </ul>`
    }
    <${HowFar} />
  </div>`;
}

/** The matching excerpt, with its author and time. @param {import('../../types/desk.d.ts').Match} [match] */
function saidIn(match) {
  if (!match || match.excerpt.length === 0) return undefined;
  const text = match.excerpt.map((piece) => piece.text).join('');
  return html`<span class="row-excerpt" dir=${directionOf(text)} lang=${languageOf(text)}>
    <span class="row-match">
      ${labelOf('search_source', match.who ?? 'customer')}${match.at && ` · ${formatDay(match.at)}`}
    </span>
    ${' '}
    ${match.excerpt.map(({ text: piece, hit }) =>
      hit
        ? html`<mark><${InlineText} text=${piece} isInert=${true} /></mark>`
        : html`<${InlineText} text=${piece} isInert=${true} />`,
    )}
  </span>`;
}

/** The end of the results: how far back the search has looked, and the way further. */
function HowFar() {
  const { rows, loaded, loading, trouble, next, backTo, wordsWait, question } = useStore(search);
  if (!loaded && rows.length === 0) return html`<p class="muted" role="status">${t('search.looking')}</p>`;
  const q = question?.q ?? '';
  const scope = wordsWait
    ? t('search.codes')
    : backTo
      ? t('search.back_to', { day: formatDay(backTo) })
      : t('search.all');
  return html`<div class="results-end">
    ${
      rows.length === 0 &&
      !trouble &&
      html`<p class="empty-state-title">
        ${next ? t('search.not_yet', { q }) : t('empty_queue.search', { q })}
      </p>`
    }
    ${
      trouble
        ? html`<p role="alert">${labelOf('trouble', trouble)}</p>`
        : html`<p class="muted" role="status">${loading ? t('search.looking') : scope}</p>`
    }
    ${
      (next || trouble) &&
      html`<button type="button" class="button" disabled=${loading} onClick=${searchFurther}>
        ${trouble ? t('sign_in.retry') : wordsWait ? t('search.words') : t('search.further')}
      </button>`
    }
    ${
      rows.length === 0 &&
      !next &&
      !trouble &&
      html`<a class="button" href=${href({ show: 'waiting', account: '', q: '', channel: '', tag: '' })}>
        ${t('empty_queue.all')}
      </a>`
    }
  </div>`;
}
