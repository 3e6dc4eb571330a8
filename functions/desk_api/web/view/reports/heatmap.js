import { html, useState } from '/vendor/htm-preact.js';
import { formatNumber, labelOf, t } from '../../desk/format/i18n.js';
import { RadioGroup } from '../radio_group.js';
import { floorShare, useMinWidth } from './figures.js';

/** @typedef {import('../../desk/reports/reports.js').MetricsRow} MetricsRow */
/** @typedef {import('../../desk/reports/reports.js').Kind} Kind */

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
const LEVELS = 5;

/**
 * A heatmap of the hours of the week in which waits began; each cell also prints its figure.
 * @param {{ rows: MetricsRow[], kind: Kind }} props
 */
export function Heatmap({ rows, kind }) {
  const [shows, setShows] = useState('count');
  const wide = useMinWidth(900);
  const cells = new Map(rows.map((row) => [row.key, row[kind]]));
  const most = Math.max(1, ...rows.map((row) => begun(row[kind])));
  const cell = (/** @type {string} */ day, /** @type {string} */ hour) => {
    const measured = cells.get(`${day}-${hour}`);
    const n = measured ? begun(measured) : 0;
    const value = shows === 'count' ? n / most : (measured?.within_target ?? null);
    const text =
      shows === 'count' ? formatNumber(n) : value === null ? '' : formatNumber(Math.round(floorShare(value, 0) * 100));
    return html`<td key=${day + hour} data-level=${level(value, n)}>
      ${n === 0 ? html`<span class="visually-hidden">${t('reports.heat_none')}</span>` : text}
    </td>`;
  };
  const [across, down] = wide ? [HOURS, DAYS] : [DAYS, HOURS];
  const name = (/** @type {string} */ each) => (DAYS.includes(each) ? labelOf('weekday', each) : each);
  return html`<section class="reports-part">
    <div class="reply-part-head">
      <h2>${t('reports.heat')}</h2>
      ${
        kind !== 'resolution' &&
        html`<${RadioGroup} name="heat" label=${t('reports.heat')} value=${shows} choose=${setShows}
          options=${[['count', t('reports.heat_count')], ['share', labelOf('statistic', 'share')]]} />`
      }
    </div>
    <table class="heat" data-wide=${wide}>
      <caption class="visually-hidden">${t('reports.heat')}</caption>
      <thead>
        <tr>
          <th scope="col"><span class="visually-hidden">${t('reports.now')}</span></th>
          ${across.map((each) => html`<th scope="col" key=${each}>${name(each)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${down.map(
          (row) => html`<tr key=${row}>
            <th scope="row">${name(row)}</th>
            ${across.map((column) => (wide ? cell(row, column) : cell(column, row)))}
          </tr>`,
        )}
      </tbody>
    </table>
    <p class="chart-text">
      ${shows === 'count' ? t('reports.heat_note') : t('reports.heat_share_note')}
      <span class="heat-key" aria-hidden="true">
        ${shows === 'count' ? t('reports.heat_least') : '0%'}${' '}
        ${[1, 2, 3, 4, 5].map((each) => html`<i data-level=${each} key=${each}></i>`)}${' '}
        ${shows === 'count' ? t('reports.heat_most') : '100%'}
      </span>
    </p>
  </section>`;
}

/** @param {MetricsRow[Kind]} measured */
const begun = (measured) => measured.count + measured.unanswered;

/** The shade from 1 to 5; 0 for none. @param {number | null} value @param {number} n */
function level(value, n) {
  if (n === 0 || value === null) return 0;
  return Math.max(1, Math.min(LEVELS, Math.ceil(value * LEVELS)));
}
