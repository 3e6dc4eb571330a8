import { html } from '/vendor/htm-preact.js';
import { formatNumber, labelOf, t } from '../../desk/format/i18n.js';
import { oldestUnanswered, statisticsOf } from '../../desk/reports/reports.js';
import { formatPercent, formatSeconds, ShareBar, useMinWidth } from './figures.js';

/** @typedef {import('../../desk/reports/reports.js').Report} Report */
/** @typedef {import('../../desk/reports/reports.js').MetricsRow} MetricsRow */
/**
 * @typedef {{ key: string, name: unknown, share: number | null, figures: string[], unanswered: number,
 *   oldest: string }} Line
 */

const FIGURES = ['count', 'median', 'mean', 'p90'];

/**
 * A row for each account or agent, with the share in time as a bar; on a narrow screen a card each.
 * @param {{ title: string, head: string, rows: MetricsRow[], name: (row: MetricsRow) => unknown, report: Report,
 *   kind: import('../../desk/reports/reports.js').Kind, hours: import('../../desk/reports/reports.js').Hours }} props
 */
export function Breakdown({ title, head, rows, name, report, kind, hours }) {
  const wide = useMinWidth(760);
  const shown = rows.filter((row) => row[kind].count > 0 || row[kind].unanswered > 0 || rows === report.account);
  const lines = shown
    .toSorted((a, b) => b[kind].count - a[kind].count)
    .map((row) => {
      const { count, median_s, mean_s, p90_s, within_target } = statisticsOf(row, kind, hours);
      return {
        key: row.key,
        name: name(row),
        share: within_target,
        figures: [formatNumber(count), formatSeconds(median_s), formatSeconds(mean_s), formatSeconds(p90_s)],
        unanswered: row[kind].unanswered,
        oldest: formatSeconds(oldestUnanswered(row[kind], report.as_of)),
      };
    });
  const props = { title, head, lines, hasShare: kind !== 'resolution' };
  return html`<section class="reports-part">
    <h2>${title}</h2>
    ${
      lines.length === 0
        ? html`<p class="muted">${t('reports.no_figure')}</p>`
        : wide
          ? html`<${Table} ...${props} />`
          : html`<${Cards} ...${props} />`
    }
  </section>`;
}

/** @param {{ title: string, head: string, lines: Line[], hasShare: boolean }} props */
function Table({ title, head, lines, hasShare }) {
  return html`<div class="wide-table">
    <table class="groups">
      <caption class="visually-hidden">${title}</caption>
      <thead>
        <tr>
          <th scope="col">${head}</th>
          ${hasShare && html`<th scope="col">${labelOf('statistic', 'share')}</th>`}
          ${FIGURES.map((each) => html`<th scope="col" key=${each}>${labelOf('statistic', each)}</th>`)}
          <th scope="col">${t('reports.unanswered')}</th><th scope="col">${t('reports.oldest')}</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map(
          (line) => html`<tr key=${line.key}>
            <th scope="row">${line.name}</th>
            ${
              hasShare &&
              html`<td class="groups-share">
                <${ShareBar} share=${line.share} /><span>${formatPercent(line.share)}</span>
              </td>`
            }
            ${line.figures.map(
              (each, n) => html`<td key=${n} class=${FIGURES[n] === 'median' ? 'figure-main' : undefined}>
                ${each}
              </td>`,
            )}
            <td data-bad=${line.unanswered > 0}>${formatNumber(line.unanswered)}</td><td>${line.oldest}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** @param {{ lines: Line[], hasShare: boolean }} props */
function Cards({ lines, hasShare }) {
  return html`<ul class="cards">
    ${lines.map(
      (line) => html`<li key=${line.key}>
        <p class="card-head">
          <strong>${line.name}</strong>
          ${hasShare && html`<span><${ShareBar} share=${line.share} /> ${formatPercent(line.share)}</span>`}
        </p>
        <dl>
          ${line.figures.map(
            (each, n) => html`<div key=${n}>
              <dt>${labelOf('statistic', FIGURES[n])}</dt>
              <dd class=${FIGURES[n] === 'median' ? 'figure-main' : undefined}>${each}</dd>
            </div>`,
          )}
          <div data-bad=${line.unanswered > 0}>
            <dt>${t('reports.unanswered')}</dt><dd>${formatNumber(line.unanswered)}</dd>
          </div>
          <div><dt>${t('reports.oldest')}</dt><dd>${line.oldest}</dd></div>
        </dl>
      </li>`,
    )}
  </ul>`;
}
