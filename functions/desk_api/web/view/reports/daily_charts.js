import { html, useState } from '/vendor/htm-preact.js';
import UPlot from '/vendor/uplot.js';
import { datesBetween, formatDate } from '../../desk/format/dates.js';
import { formatNumber, labelOf, t } from '../../desk/format/i18n.js';
import { oldestUnanswered, statisticsOf } from '../../desk/reports/reports.js';
import { dayAxis, dayBars, shareAxis, timeAxis } from './axes.js';
import { formatPercent, formatSeconds, formatTarget, targetLines } from './figures.js';
import { Plot } from './plot.js';

/** @typedef {import('../../desk/reports/reports.js').Report} Report */
/** @typedef {import('../../desk/reports/reports.js').Kind} Kind */
/** @typedef {import('../../desk/reports/reports.js').Hours} Hours */
/** @typedef {import('../../desk/reports/reports.js').MetricsRow} MetricsRow */
/** @typedef {{ days: string[], rows: (MetricsRow | undefined)[], report: Report, kind: Kind, hours: Hours }} Shown */
/** @typedef {'median' | 'mean' | 'p90'} Figure */

const MULTIPLES = /** @type {const} */ (['median', 'mean', 'p90']);
/** Synchronizes the cursors of all charts. */
const TOGETHER = UPlot.sync('reports').key;

/**
 * Each statistic against the target by day, as small multiples with a table below.
 * @param {{ report: Report, kind: Kind, hours: Hours }} props
 */
export function DailyCharts({ report, kind, hours }) {
  const days = datesBetween(report.period.from, report.period.to);
  const byDay = new Map(report.day.map((row) => [row.key, row]));
  const shown = { days, rows: days.map((day) => byDay.get(day)), report, kind, hours };
  return html`<section class="reports-part">
    <h2>${t('reports.by_day')}</h2>
    <div class="multiples">
      ${MULTIPLES.map((figure) => html`<${Multiple} key=${figure} figure=${figure} shown=${shown} />`)}
      ${kind !== 'resolution' && html`<${ShareChart} shown=${shown} />`}
    </div>
    <${Table} shown=${shown} />
  </section>`;
}

/** @param {{ figure: Figure, shown: Shown }} props */
function Multiple({ figure, shown }) {
  const { days, rows, report, kind, hours } = shown;
  const values = rows.map((row) => (row ? statisticsOf(row, kind, hours)[`${figure}_s`] : null));
  const targets = report.total[kind].targets_s;
  const lines = targetLines(targets);
  const most = Math.max(60, ...values.filter((each) => each !== null), ...lines) * 1.1;
  return html`<${Chart} name=${labelOf('statistic', figure)}
    value=${formatSeconds(statisticsOf(report.total, kind, hours)[`${figure}_s`])} note=${formatTarget(targets)}
    shown=${shown} values=${values} tell=${formatSeconds} lower
    make=${(/** @type {import('./plot.js').Palette} */ palette, /** @type {number} */ width) => ({
      series: [
        {},
        { stroke: palette.mark, width: 2, points: { show: true, size: days.length > 60 ? 3 : 6, fill: palette.mark } },
      ],
      scales: { x: { time: false, range: [-0.5, days.length - 0.5] }, y: { range: [0, most] } },
      axes: [dayAxis(days, palette, width), timeAxis(palette)],
      hooks: {
        draw: [
          (/** @type {UPlot} */ plot) => {
            for (const target of lines) dash(plot, target, palette.ink);
          },
        ],
      },
    })} />`;
}

/** @param {{ shown: Shown }} props */
function ShareChart({ shown }) {
  const { days, rows, report, kind } = shown;
  const values = rows.map((row) => row?.[kind].within_target ?? null);
  return html`<${Chart} name=${t('reports.share_chart')} value=${formatPercent(report.total[kind].within_target)}
    note=${''} shown=${shown} values=${values} tell=${formatPercent}
    make=${(/** @type {import('./plot.js').Palette} */ palette, /** @type {number} */ width) => ({
      series: [{}, dayBars(palette)],
      scales: { x: { time: false, range: [-0.5, days.length - 0.5] }, y: { range: [0, 1] } },
      axes: [dayAxis(days, palette, width), shareAxis(palette)],
      padding: [8, null, null, null],
    })} />`;
}

/**
 * A chart with its name, the figure for the period and a text summary.
 * @param {{ name: string, value: string, note: string, shown: Shown, values: (number | null)[],
 *   tell: (value: number | null) => string, make: import('./plot.js').Make, lower?: boolean }} props
 */
function Chart({ name, value, note, shown, values, tell, make, lower = false }) {
  const { days, rows, report, kind, hours } = shown;
  const [at, setAt] = useState(/** @type {number | null} */ (null));
  const known = values.filter((each) => each !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const summary = known.length
    ? t('reports.span', { best: tell(lower ? least : most), worst: tell(lower ? most : least) })
    : t('reports.no_figure');
  const measured = (at === null ? undefined : rows[at])?.[kind];
  const description =
    at === null
      ? summary
      : `${formatDate(days[at])}: ${tell(values[at])} · ` +
        `${t('reports.unanswered')} ${formatNumber(measured?.unanswered ?? 0)}`;
  const drawn = JSON.stringify([days[0], days.length, values, report.total[kind].targets_s, kind, hours]);
  return html`<figure class="multiple">
    <figcaption>
      <span>${name}</span> <strong>${value}</strong>${' '}
      ${
        note &&
        html`<small class=${targetLines(report.total[kind].targets_s).length > 0 ? 'target-key' : 'muted'}>
          ${note}
        </small>`
      }
    </figcaption>
    <${Plot} label=${t('reports.chart', { figure: name, summary })} drawn=${drawn}
      data=${[days.map((_, n) => n), values]}
      make=${(/** @type {import('./plot.js').Palette} */ palette, /** @type {number} */ width) => {
        const made = make(palette, width);
        const follow = (/** @type {UPlot} */ plot) => setAt(plot.cursor.idx ?? null);
        return {
          ...made,
          cursor: { sync: { key: TOGETHER }, y: false, drag: { x: false, y: false }, points: { size: 9 } },
          hooks: { ...made.hooks, setCursor: [follow] },
        };
      }} />
    <p class="chart-text">
      ${description}${' '}
      <span class="chart-gap">
        ${t('reports.unanswered')} ${formatNumber(report.total[kind].unanswered)} · ${t('reports.oldest')}${' '}
        ${formatSeconds(oldestUnanswered(report.total[kind], report.as_of))}
      </span>
    </p>
  </figure>`;
}

/**
 * A target as a dashed line, distinguishable from the curve without colour.
 * @param {UPlot} plot
 * @param {number} value
 * @param {string} colour
 */
function dash(plot, value, colour) {
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/** @param {{ shown: Shown }} props */
function Table({ shown }) {
  const { days, rows, report, kind, hours } = shown;
  return html`<details class="as-table">
    <summary>${t('reports.table')}</summary>
    <div class="wide-table" role="region" tabindex="0" aria-label=${t('reports.by_day')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('reports.day')}</th>
            ${['count', 'median', 'mean', 'p90', 'share'].map(
              (each) => html`<th scope="col">
                ${labelOf('statistic', each)}
              </th>`,
            )}
            <th scope="col">${t('reports.unanswered')}</th><th scope="col">${t('reports.oldest')}</th>
          </tr>
        </thead>
        <tbody>
          ${days.map((day, n) => {
            const row = rows[n];
            if (!row)
              return html`<tr key=${day} class="muted">
                <th scope="row">${formatDate(day)}</th>
                <td>0</td>
                <td>–</td>
                <td>–</td>
                <td>–</td>
                <td>–</td>
                <td>0</td>
                <td>–</td>
              </tr>`;
            const figures = statisticsOf(row, kind, hours);
            return html`<tr key=${day}>
              <th scope="row">${formatDate(day)}</th><td>${formatNumber(figures.count)}</td>
              <td class="figure-main">${formatSeconds(figures.median_s)}</td>
              <td>${formatSeconds(figures.mean_s)}</td>
              <td>${formatSeconds(figures.p90_s)}</td>
              <td>${formatPercent(figures.within_target)}</td>
              <td>${formatNumber(row[kind].unanswered)}</td>
              <td>${formatSeconds(oldestUnanswered(row[kind], report.as_of))}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </details>`;
}
