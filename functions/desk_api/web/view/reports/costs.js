import { html, useState } from '/vendor/htm-preact.js';
import UPlot from '/vendor/uplot.js';
import { dayName, daysOf, monthName } from '../../desk/dates.js';
import { addWords, number, t, word } from '../../desk/i18n.js';
import { en } from '../../i18n/charges.en.js';
import { ja } from '../../i18n/charges.ja.js';
import { AccountName } from '../queue/ticket_row.js';
import { dayAxis, dollarAxis } from './axes.js';
import { money, ShareBar } from './figures.js';
import { Plot } from './plot.js';

addWords({ en, ja });

/** @typedef {import('../../types/desk.d.ts').Costs} Costs */
/** @typedef {import('../../types/desk.d.ts').CostRow} CostRow */
/** @typedef {import('../../desk/reports.js').CostNumbers} CostNumbers */
/** @typedef {{ key: string, name: unknown, count?: number, usd: number }} Line */

/**
 * What X has charged: the month beside its limit, and the period by day, by what it was for, and by account.
 * @param {{ costs: CostNumbers, period: import('../../desk/reports.js').Period,
 *   accounts: import('../../types/desk.d.ts').Account[] }} props
 */
export function Costs({ costs, period, accounts }) {
  const { total, day, account, month } = costs;
  // X's days are those of UTC: the first or the last of them may lie outside the desk's own.
  const first = day.length > 0 && day[0].key < period.from ? day[0].key : period.from;
  const last = day.length > 0 && day[day.length - 1].key > period.to ? day[day.length - 1].key : period.to;
  const kinds = Object.entries(total.kinds).map(([kind, { count, usd }]) => ({
    key: kind,
    name: word('charge', kind),
    count,
    usd,
  }));
  const lines = account.map(({ key, usd }) => {
    const known = accounts.find((each) => each.id === key);
    return {
      key,
      name: known || key !== '-' ? html`<${AccountName} account=${known} id=${key} />` : t('numbers.costs_unknown'),
      usd,
    };
  });
  return html`<section class="numbers-part costs">
    <h2>${t('numbers.costs')}</h2>
    <${Month} month=${month} />
    ${
      total.usd === 0 && kinds.length === 0
        ? html`<p class="quiet">${t('numbers.costs_none')}</p>`
        : html`<div class="multiples">
          <${Chart} days=${daysOf(first, last)} rows=${day} total=${total.usd} />
          <div class="costs-tables">
            <${Table} head=${t('numbers.costs_kind')} lines=${kinds} counted />
            <${Table} head=${t('numbers.account')} lines=${lines} />
          </div>
        </div>`
    }
    <p class="printed">${t('numbers.costs_note')}</p>
  </section>`;
}

/** @param {{ month: Costs['month'] }} props */
function Month({ month }) {
  const values = { usd: money(month.usd), month: monthName(month.month) };
  if (month.limit_usd === null) return html`<p class="costs-month">${t('numbers.costs_month', values)}</p>`;
  const told =
    month.state === 'reached' ? t('numbers.costs_reached') : month.state === 'near' ? t('numbers.costs_near') : '';
  return html`<div class="costs-month" data-state=${month.state}>
    <p>
      <${ShareBar} share=${Math.min(1, month.usd / month.limit_usd)} />${' '}
      ${t('numbers.costs_limit', { ...values, limit: money(month.limit_usd) })}
    </p>
    ${told && html`<p class="costs-told" role="status">${told}</p>`}
  </div>`;
}

/** @param {{ days: string[], rows: CostRow[], total: number }} props */
function Chart({ days, rows, total }) {
  const [at, setAt] = useState(/** @type {number | null} */ (null));
  const byDay = new Map(rows.map((row) => [row.key, row.usd]));
  const values = days.map((day) => byDay.get(day) ?? 0);
  const summary = t('numbers.costs_span', { least: money(Math.min(...values)), most: money(Math.max(...values)) });
  const told = at === null ? summary : t('numbers.costs_day', { day: dayName(days[at]), usd: money(values[at]) });
  const most = Math.max(0.01, ...values) * 1.1;
  return html`<figure class="multiple">
    <figcaption><span>${t('numbers.costs_total')}</span> <strong>${money(total)}</strong></figcaption>
    <${Plot} label=${t('numbers.chart', { figure: t('numbers.costs_total'), summary })}
      drawn=${JSON.stringify([days[0], values])} data=${[days.map((_, n) => n), values]}
      make=${(/** @type {import('./plot.js').Palette} */ palette, /** @type {number} */ width) => ({
        series: [
          {},
          {
            stroke: palette.mark,
            fill: palette.mark,
            width: 0,
            paths: UPlot.paths.bars({ size: [0.66, 28] }),
            points: { show: false },
          },
        ],
        scales: { x: { time: false, range: [-0.5, days.length - 0.5] }, y: { range: [0, most] } },
        axes: [dayAxis(days, palette, width), dollarAxis(palette)],
        padding: [8, null, null, null],
        cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
        hooks: { setCursor: [(/** @type {UPlot} */ plot) => setAt(plot.cursor.idx ?? null)] },
      })} />
    <p class="printed">${told}</p>
  </figure>`;
}

/** @param {{ head: string, lines: Line[], counted?: boolean }} props */
function Table({ head, lines, counted = false }) {
  return html`<table class="costs-table">
    <thead>
      <tr>
        <th scope="col">${head}</th>
        ${counted && html`<th scope="col">${t('numbers.costs_number')}</th>`}
        <th scope="col">${t('numbers.costs_usd')}</th>
      </tr>
    </thead>
    <tbody>
      ${lines
        .toSorted((a, b) => b.usd - a.usd)
        .map(
          (line) => html`<tr key=${line.key}>
            <th scope="row">${line.name}</th>
            ${counted && html`<td>${number(line.count ?? 0)}</td>`}<td class="figure-main">${money(line.usd)}</td>
          </tr>`,
        )}
    </tbody>
  </table>`;
}
