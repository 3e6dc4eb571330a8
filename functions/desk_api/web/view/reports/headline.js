import { html } from '/vendor/htm-preact.js';
import { formatNumber, labelOf, t } from '../../desk/format/i18n.js';
import { oldestUnanswered, statisticsOf } from '../../desk/reports/reports.js';
import { formatPercent, formatSeconds, formatTarget } from './figures.js';

/** @typedef {import('../../desk/reports/reports.js').Report} Report */

/**
 * The period in one line: the share in time, beside those it leaves out (M2).
 * @param {{ report: Report, kind: import('../../desk/reports/reports.js').Kind,
 *   hours: import('../../desk/reports/reports.js').Hours }} props
 */
export function Headline({ report, kind, hours }) {
  const measured = report.total[kind];
  const { count, median_s, mean_s, p90_s, within_target } = statisticsOf(report.total, kind, hours);
  return html`<section class="headline" aria-label=${labelOf('clock', kind)}>
    <dl class="headline-reached">
      <${Figure} name=${labelOf('statistic', 'median')} value=${formatSeconds(median_s)} main />
      <${Figure} name=${labelOf('statistic', 'mean')} value=${formatSeconds(mean_s)} />
      <${Figure} name=${labelOf('statistic', 'p90')} value=${formatSeconds(p90_s)} />
      ${
        kind !== 'resolution' &&
        html`<${Figure} name=${labelOf('statistic', 'share')} value=${formatPercent(within_target)}
          note=${formatTarget(measured.targets_s)} />`
      }
      <${Figure} name=${labelOf('statistic', 'count')} value=${formatNumber(count)} />
    </dl>
    <dl class="headline-hidden">
      <${Figure} name=${t('reports.unanswered')}
        value=${formatNumber(measured.unanswered) + (report.total.more_unanswered ? '+' : '')}
        bad=${measured.unanswered > 0} />
      ${
        kind !== 'resolution' &&
        html`<${Figure} name=${t('reports.overdue')} value=${formatNumber(measured.overdue)}
          bad=${measured.overdue > 0} />`
      }
      <${Figure} name=${t('reports.oldest')} value=${formatSeconds(oldestUnanswered(measured, report.as_of))}
        bad=${measured.unanswered > 0} />
      <${Figure} name=${t('reports.late')} value=${formatNumber(report.total.late)} />
      ${
        report.total.told_by_hand > 0 &&
        html`<${Figure} name=${t('reports.told_by_hand')} value=${formatNumber(report.total.told_by_hand)} />`
      }
    </dl>
  </section>`;
}

/** @param {{ name: string, value: string, note?: string, main?: boolean, bad?: boolean }} props */
function Figure({ name, value, note, main = false, bad = false }) {
  return html`<div data-main=${main} data-bad=${bad}>
    <dt>${name}</dt><dd>${value}</dd>${note && html`<dd class="figure-note">${note}</dd>`}
  </div>`;
}
