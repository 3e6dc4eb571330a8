import { html } from '/vendor/htm-preact.js';
import { number, t, word } from '../../desk/i18n.js';
import { figuresOf, oldest } from '../../desk/reports.js';
import { percent, ShareBar, took, useWide } from './figures.js';

/** @typedef {import('../../desk/reports.js').Numbers} Numbers */
/** @typedef {import('../../desk/reports.js').MetricsRow} MetricsRow */
/**
 * @typedef {{ key: string, name: unknown, share: number | null, figures: string[], unanswered: number,
 *   oldest: string }} Line
 */

const FIGURES = ['count', 'median', 'mean', 'p90'];

/**
 * A line each for accounts or agents, with the share in time as a bar; on a narrow screen a card each, so that whom the
 * averages leave out is in sight there too.
 * @param {{ title: string, head: string, rows: MetricsRow[], name: (row: MetricsRow) => unknown, numbers: Numbers,
 *   kind: import('../../desk/reports.js').Kind, hours: import('../../desk/reports.js').Hours }} props
 */
export function Groups({ title, head, rows, name, numbers, kind, hours }) {
  const wide = useWide(760);
  const shown = rows.filter((row) => row[kind].count > 0 || row[kind].unanswered > 0 || rows === numbers.account);
  const lines = shown
    .toSorted((a, b) => b[kind].count - a[kind].count)
    .map((row) => {
      const { count, median_s, mean_s, p90_s, within_target } = figuresOf(row, kind, hours);
      return {
        key: row.key,
        name: name(row),
        share: within_target,
        figures: [number(count), took(median_s), took(mean_s), took(p90_s)],
        unanswered: row[kind].unanswered,
        oldest: took(oldest(row[kind], numbers.as_of)),
      };
    });
  const props = { title, head, lines, hasShare: kind !== 'resolution' };
  return html`<section class="numbers-part">
    <h2>${title}</h2>
    ${
      lines.length === 0
        ? html`<p class="quiet">${t('numbers.no_figure')}</p>`
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
      <caption class="unseen">${title}</caption>
      <thead>
        <tr>
          <th scope="col">${head}</th>
          ${hasShare && html`<th scope="col">${word('figure', 'share')}</th>`}
          ${FIGURES.map((each) => html`<th scope="col" key=${each}>${word('figure', each)}</th>`)}
          <th scope="col">${t('numbers.unanswered')}</th><th scope="col">${t('numbers.oldest')}</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map(
          (line) => html`<tr key=${line.key}>
            <th scope="row">${line.name}</th>
            ${
              hasShare &&
              html`<td class="groups-share">
                <${ShareBar} share=${line.share} /><span>${percent(line.share)}</span>
              </td>`
            }
            ${line.figures.map(
              (each, n) => html`<td key=${n} class=${FIGURES[n] === 'median' ? 'figure-main' : undefined}>
                ${each}
              </td>`,
            )}
            <td data-bad=${line.unanswered > 0}>${number(line.unanswered)}</td><td>${line.oldest}</td>
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
          ${hasShare && html`<span><${ShareBar} share=${line.share} /> ${percent(line.share)}</span>`}
        </p>
        <dl>
          ${line.figures.map(
            (each, n) => html`<div key=${n}>
              <dt>${word('figure', FIGURES[n])}</dt>
              <dd class=${FIGURES[n] === 'median' ? 'figure-main' : undefined}>${each}</dd>
            </div>`,
          )}
          <div data-bad=${line.unanswered > 0}>
            <dt>${t('numbers.unanswered')}</dt><dd>${number(line.unanswered)}</dd>
          </div>
          <div><dt>${t('numbers.oldest')}</dt><dd>${line.oldest}</dd></div>
        </dl>
      </li>`,
    )}
  </ul>`;
}
