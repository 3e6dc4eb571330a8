import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { get } from '../desk/api.js';
import { isManager } from '../desk/me.js';
import { queue } from '../desk/queue.js';
import { go, place } from '../desk/route.js';
import { useStore } from '../desk/store.js';
import { day, duration } from '../desk/time.js';
import { number, t, word } from '../desk/words.js';
import { explain } from './act.js';
import { AccountName } from './row.js';
import { Choice } from './settings.js';

/** @typedef {import('../types/desk.d.ts').MetricsRow} MetricsRow */
/** @typedef {import('../types/desk.d.ts').Figures} Figures */

const PERIODS = ['1', '7', '28', '90'];
const KINDS = /** @type {const} */ (['first_reply', 'next_reply', 'resolution']);
const DAY_MS = 86_400_000;

/** How the promise was kept: each figure beside what it hides, which are those still without an answer. */
export function Numbers() {
  const { days } = useStore(place);
  const { accounts } = useStore(queue);
  const period = PERIODS.includes(days) ? days : '7';
  const [hours, setHours] = useState('all');
  const [answer, setAnswer] = useState(/** @type {{ rows: MetricsRow[], from: number, to: number } | null} */ (null));
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    let wanted = true;
    const { from, to } = span(Number(period));
    const query = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), by: 'account' });
    get(`/api/metrics?${query}`).then(
      ({ rows }) => { if (wanted) { setAnswer({ rows, from, to }); setTrouble(''); } },
      (error) => { if (wanted) setTrouble(explain(error)); },
    );
    return () => { wanted = false; };
  }, [period]);
  if (!isManager()) return html`<p class="quiet">${t('numbers.for_managers')}</p>`;
  const rows = [...(answer?.rows ?? [])].sort((a, b) => Number(b.key === '*') - Number(a.key === '*'));
  return html`<div class="numbers">
    <h1>${t('nav.numbers')}</h1>
    <div class="numbers-choices">
      <${Choice} name="period" value=${period} options=${PERIODS.map((each) => [each, each === '1' ? t('numbers.today') : t('numbers.days', { n: Number(each) })])}
        choose=${(/** @type {string} */ each) => go({ page: 'numbers', days: each }, true)} />
      <${Choice} name="hours" value=${hours} options=${[['all', t('numbers.all_hours')], ['business', t('numbers.business_hours')]]} choose=${setHours} />
    </div>
    ${answer && html`<p class="quiet">${t('numbers.period', { from: day(answer.from), to: day(answer.to - 1) })}</p>`}
    ${trouble && html`<p class="trouble" role="alert">${trouble}</p>`}
    ${!answer && !trouble && html`<p class="quiet">${t('queue.loading')}</p>`}
    <div class="numbers-all">
      ${rows.map((row) => html`<section class="figures" key=${row.key}>
        <h2>${row.key === '*' ? t('bar.all_accounts') : html`<${AccountName} account=${accounts.find((each) => each.id === row.key)} id=${row.key} />`}</h2>
        <dl class="standing">
          <div data-bad=${row.unanswered > 0}><dt>${t('numbers.unanswered')}</dt><dd>${number(row.unanswered)}</dd></div>
          <div><dt>${t('numbers.oldest')}</dt><dd>${took(row.oldest_unanswered_s)}</dd></div>
          <div><dt>${t('numbers.late')}</dt><dd>${number(row.late)}</dd></div>
          <div><dt>${t('numbers.tickets')}</dt><dd>${number(row.tickets)}</dd></div>
        </dl>
        <table>
          <thead><tr><th scope="col"><span class="unseen">${t('numbers.clock')}</span></th>
            ${['count', 'median', 'mean', 'p90', 'share'].map((each) => html`<th scope="col">${word('figure', each)}</th>`)}</tr></thead>
          <tbody>${KINDS.map((kind) => html`<${Line} kind=${kind} figures=${hours === 'all' ? row[kind] : row[kind].business ?? row[kind]} />`)}</tbody>
        </table>
      </section>`)}
    </div>
    <details class="meaning"><summary>${t('numbers.meaning')}</summary>
      <p>${t('numbers.meaning_period')}</p><p>${t('numbers.meaning_first')}</p><p>${t('numbers.meaning_next')}</p>
      <p>${t('numbers.meaning_resolution')}</p><p>${t('numbers.meaning_median')}</p><p>${t('numbers.meaning_business')}</p><p>${t('numbers.meaning_left_out')}</p>
    </details>
  </div>`;
}

/** @param {{ kind: string, figures: Figures }} props */
function Line({ kind, figures }) {
  const { count, median_s, mean_s, p90_s, within_target } = figures;
  return html`<tr><th scope="row">${word('clock', kind)}</th>
    <td>${number(count)}</td><td class="figure-main">${took(median_s)}</td><td>${took(mean_s)}</td><td>${took(p90_s)}</td>
    <td>${within_target === null || count === 0 ? '–' : number(within_target, { style: 'percent', maximumFractionDigits: 1 })}</td></tr>`;
}

/** @param {number | null} seconds */
function took(seconds) {
  return seconds === null ? '–' : duration(seconds);
}

/** Whole days of the reader's own, today with them. @param {number} days */
function span(days) {
  const midnight = new Date();
  midnight.setHours(24, 0, 0, 0);
  return { from: midnight.getTime() - days * DAY_MS, to: midnight.getTime() };
}
