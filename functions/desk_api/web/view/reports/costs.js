import { html, useState } from '/vendor/htm-preact.js';
import { datesBetween, formatDate, formatMonth } from '../../desk/format/dates.js';
import { formatNumber, t } from '../../desk/format/i18n.js';
import { chargeName, networkTitle, useNetworks } from '../../desk/format/networks.js';
import { chargesByNetwork } from '../../desk/reports/reports.js';
import { AccountName } from '../queue/ticket_row.js';
import { dayAxis, dayBars, dollarAxis } from './axes.js';
import { formatMoney, ShareBar } from './figures.js';
import { Plot } from './plot.js';

/** @typedef {import('../../types/desk.d.ts').Costs} Costs */
/** @typedef {import('../../types/desk.d.ts').CostRow} CostRow */
/** @typedef {import('../../desk/reports/reports.js').CostReport} CostReport */
/** @typedef {{ key: string, name: unknown, count?: number, usd: number }} Line */

/**
 * What the networks charge: the month against its limit, and the period by day, kind, network and account.
 * @param {{ costs: CostReport, period: import('../../desk/reports/reports.js').Period,
 *   accounts: import('../../types/desk.d.ts').Account[] }} props
 */
export function Costs({ costs, period, accounts }) {
  const { total, day, account, month } = costs;
  useNetworks();
  // Networks count days in UTC, so the first or last may lie outside the desk's period.
  const first = day.length > 0 && day[0].key < period.from ? day[0].key : period.from;
  const last = day.length > 0 && day[day.length - 1].key > period.to ? day[day.length - 1].key : period.to;
  const charges = chargesByNetwork(costs);
  const networks = [...new Set(charges.map(({ network }) => network).filter(Boolean))];
  const kinds =
    networks.length > 1
      ? charges.map((each) => ({
          ...each,
          key: `${each.network} ${each.kind}`,
          name: [networkTitle(each.network), chargeName(each.kind, each.network)].filter(Boolean).join(' · '),
        }))
      : Object.entries(total.kinds).map(([kind, sum]) => ({ ...sum, key: kind, name: chargeName(kind, networks[0]) }));
  const totals = networks.map((network) => ({
    key: network,
    name: networkTitle(network),
    usd: charges.filter((each) => each.network === network).reduce((sum, each) => sum + each.usd, 0),
  }));
  const lines = account.map(({ key, usd }) => {
    const known = accounts.find((each) => each.id === key);
    return {
      key,
      name: known || key !== '-' ? html`<${AccountName} account=${known} id=${key} />` : t('reports.costs_unknown'),
      usd,
    };
  });
  return html`<section class="reports-part costs">
    <h2>${t('reports.costs')}</h2>
    <${Month} month=${month} />
    ${
      total.usd === 0 && kinds.length === 0
        ? html`<p class="muted">${t('reports.costs_none')}</p>`
        : html`<div class="multiples">
          <${Chart} days=${datesBetween(first, last)} rows=${day} total=${total.usd} />
          <div class="costs-tables">
            <${Table} head=${t('reports.costs_kind')} lines=${kinds} counted />
            ${totals.length > 1 && html`<${Table} head=${t('reports.network')} lines=${totals} />`}
            <${Table} head=${t('reports.account')} lines=${lines} />
          </div>
        </div>`
    }
    <p class="chart-text">${t('reports.costs_note')}</p>
  </section>`;
}

/** @param {{ month: Costs['month'] }} props */
function Month({ month }) {
  const values = { usd: formatMoney(month.usd), month: formatMonth(month.month) };
  if (month.limit_usd === null) return html`<p class="costs-month">${t('reports.costs_month', values)}</p>`;
  const limitNote =
    month.state === 'reached' ? t('reports.costs_reached') : month.state === 'near' ? t('reports.costs_near') : '';
  return html`<div class="costs-month" data-state=${month.state}>
    <p>
      <${ShareBar} share=${Math.min(1, month.usd / month.limit_usd)} />${' '}
      ${t('reports.costs_limit', { ...values, limit: formatMoney(month.limit_usd) })}
    </p>
    ${limitNote && html`<p class="costs-state" role="status">${limitNote}</p>`}
  </div>`;
}

/** @param {{ days: string[], rows: CostRow[], total: number }} props */
function Chart({ days, rows, total }) {
  const [at, setAt] = useState(/** @type {number | null} */ (null));
  const byDay = new Map(rows.map((row) => [row.key, row.usd]));
  const values = days.map((day) => byDay.get(day) ?? 0);
  const summary = t('reports.costs_span', {
    least: formatMoney(Math.min(...values)),
    most: formatMoney(Math.max(...values)),
  });
  const description =
    at === null ? summary : t('reports.costs_day', { day: formatDate(days[at]), usd: formatMoney(values[at]) });
  const most = Math.max(0.01, ...values) * 1.1;
  return html`<figure class="multiple">
    <figcaption><span>${t('reports.costs_total')}</span> <strong>${formatMoney(total)}</strong></figcaption>
    <${Plot} label=${t('reports.chart', { figure: t('reports.costs_total'), summary })}
      drawn=${JSON.stringify([days[0], values])} data=${[days.map((_, n) => n), values]}
      make=${(/** @type {import('./plot.js').Palette} */ palette, /** @type {number} */ width) => ({
        series: [{}, dayBars(palette)],
        scales: { x: { time: false, range: [-0.5, days.length - 0.5] }, y: { range: [0, most] } },
        axes: [dayAxis(days, palette, width), dollarAxis(palette)],
        padding: [8, null, null, null],
        cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
        hooks: {
          setCursor: [(/** @type {import('/vendor/uplot.js').default} */ plot) => setAt(plot.cursor.idx ?? null)],
        },
      })} />
    <p class="chart-text">${description}</p>
  </figure>`;
}

/** @param {{ head: string, lines: Line[], counted?: boolean }} props */
function Table({ head, lines, counted = false }) {
  return html`<table class="costs-table">
    <thead>
      <tr>
        <th scope="col">${head}</th>
        ${counted && html`<th scope="col">${t('reports.costs_number')}</th>`}
        <th scope="col">${t('reports.costs_usd')}</th>
      </tr>
    </thead>
    <tbody>
      ${lines
        .toSorted((a, b) => b.usd - a.usd)
        .map(
          (line) => html`<tr key=${line.key}>
            <th scope="row">${line.name}</th>
            ${counted && html`<td>${formatNumber(line.count ?? 0)}</td>`}
            <td class="figure-main">${formatMoney(line.usd)}</td>
          </tr>`,
        )}
    </tbody>
  </table>`;
}
