import { html } from '/vendor/htm-preact.js';
import { number, t, word } from '../../desk/i18n.js';
import { figuresOf, oldest } from '../../desk/reports.js';
import { percent, promise, took } from './figures.js';

/** @typedef {import('../../desk/reports.js').Numbers} Numbers */

/**
 * The period in one line: what was reached, and beside it whom it leaves out (M2).
 * @param {{ numbers: Numbers, kind: import('../../desk/reports.js').Kind,
 *   hours: import('../../desk/reports.js').Hours }} props
 */
export function Headline({ numbers, kind, hours }) {
  const measured = numbers.total[kind];
  const { count, median_s, mean_s, p90_s, within_target } = figuresOf(numbers.total, kind, hours);
  return html`<section class="headline" aria-label=${word('clock', kind)}>
    <dl class="headline-reached">
      <${Figure} name=${word('figure', 'median')} value=${took(median_s)} main />
      <${Figure} name=${word('figure', 'mean')} value=${took(mean_s)} />
      <${Figure} name=${word('figure', 'p90')} value=${took(p90_s)} />
      ${
        kind !== 'resolution' &&
        html`<${Figure} name=${word('figure', 'share')} value=${percent(within_target)}
          note=${promise(measured.targets_s)} />`
      }
      <${Figure} name=${word('figure', 'count')} value=${number(count)} />
    </dl>
    <dl class="headline-hidden">
      <${Figure} name=${t('numbers.unanswered')} value=${number(measured.unanswered)} bad=${measured.unanswered > 0} />
      ${
        kind !== 'resolution' &&
        html`<${Figure} name=${t('numbers.overdue')} value=${number(measured.overdue)} bad=${measured.overdue > 0} />`
      }
      <${Figure} name=${t('numbers.oldest')} value=${took(oldest(measured, numbers.as_of))}
        bad=${measured.unanswered > 0} />
      <${Figure} name=${t('numbers.late')} value=${number(numbers.total.late)} />
    </dl>
  </section>`;
}

/** @param {{ name: string, value: string, note?: string, main?: boolean, bad?: boolean }} props */
function Figure({ name, value, note, main = false, bad = false }) {
  return html`<div data-main=${main} data-bad=${bad}>
    <dt>${name}</dt><dd>${value}</dd>${note && html`<dd class="figure-note">${note}</dd>`}
  </div>`;
}
