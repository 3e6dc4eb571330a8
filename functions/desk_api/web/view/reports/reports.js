import { html, useState } from '/vendor/htm-preact.js';
import { formatDate } from '../../desk/dates.js';
import { addTexts, labelOf, t } from '../../desk/i18n.js';
import { isManager } from '../../desk/me.js';
import { queue } from '../../desk/queue.js';
import { isEmptyReport, KINDS, periodFrom, readReport } from '../../desk/reports.js';
import { route } from '../../desk/route.js';
import { useStore } from '../../desk/store.js';
import { formatMoment } from '../../desk/time.js';
import { en } from '../../i18n/reports.en.js';
import { ja } from '../../i18n/reports.ja.js';
import { ConnectionTrouble } from '../connection_status.js';
import { Icon } from '../icon.js';
import { AccountName } from '../queue/ticket_row.js';
import { useAction } from '../use_action.js';
import { useRead } from '../use_read.js';
import { Breakdown } from './breakdown.js';
import { Costs } from './costs.js';
import { downloadClocks, downloadReport } from './csv_export.js';
import { DailyCharts } from './daily_charts.js';
import { Headline } from './headline.js';
import { Heatmap } from './heatmap.js';
import { ReportFilters } from './report_filters.js';

addTexts({ en, ja });

/** @typedef {import('../../desk/reports.js').MetricsRow} MetricsRow */

export const sheets = ['/vendor/uplot.css', '/css/reports.css'];

/** How the promise was kept: each figure beside what it hides, which are those still without an answer. */
export function Page() {
  const { days, from, to, clock, hours: counted, account } = useStore(route);
  const { accounts } = useStore(queue);
  const [numbers, setNumbers] = useState(/** @type {import('../../desk/reports.js').Numbers | null} */ (null));
  const period = periodFrom({ days, from, to });
  const allowed = isManager();
  const asked = `${period.from} ${period.to} ${account}`;
  const [answered, setAnswered] = useState('');
  const trouble = useRead(
    () => readReport(period, account),
    (read) => {
      setNumbers(read);
      setAnswered(asked);
    },
    [allowed ? asked : null],
  );
  if (!allowed)
    return html`<div class="numbers">
      <h1>${t('nav.reports')}</h1><p class="quiet">${t('reports.for_managers')}</p>
    </div>`;
  const kind = KINDS.find((each) => each === clock) ?? 'first_reply';
  const hours = counted === 'business' ? 'business' : 'all';
  const shown = { numbers, kind, hours };
  const accountName = (/** @type {MetricsRow} */ row) =>
    html`<${AccountName} account=${accounts.find((each) => each.id === row.key)} id=${row.key} />`;
  return html`<div class="numbers" aria-busy=${answered !== asked && !trouble}>
    <header class="numbers-head">
      <h1>${t('nav.reports')}</h1>
      ${
        numbers &&
        html`<p class="quiet">
          ${t('reports.range', { from: formatDate(numbers.period.from), to: formatDate(numbers.period.to) })} ·${' '}
          ${t('reports.zone', { zone: numbers.zone })} · ${t('reports.as_of', { time: formatMoment(numbers.as_of) })}
        </p>`
      }
      <div class="numbers-download">
        <button type="button" class="button" disabled=${!numbers} onClick=${() => numbers && downloadReport(numbers)}>
          ${t('reports.download')}
        </button>
        <${Clocks} period=${period} account=${account} />
      </div>
    </header>
    <${ReportFilters} period=${period} kind=${kind} hours=${hours} />
    ${trouble && html`<${ConnectionTrouble} trouble=${trouble} asOf=${numbers?.as_of} />`}
    ${!numbers && !trouble && html`<p class="quiet" role="status">${t('queue.loading')}</p>`}
    ${
      numbers &&
      html`
        <p class="numbers-title">
          <strong>${labelOf('clock', kind)}</strong>${' '}
          ${hours === 'all' ? t('reports.all_hours') : t('reports.business_hours')}
        </p>
        <${Headline} ...${shown} />
        ${
          isEmptyReport(numbers.total)
            ? html`<div class="numbers-empty">
              <p>${t('reports.empty')}</p><p class="quiet">${t('reports.empty_hint')}</p>
            </div>`
            : html`
              <${DailyCharts} ...${shown} />
              <${Breakdown} title=${t('reports.by_account')} head=${t('reports.account')} rows=${numbers.account}
                name=${accountName} ...${shown} />
              <${Breakdown} title=${t('reports.by_agent')} head=${t('reports.agent')} rows=${numbers.agent}
                name=${agentName} ...${shown} />
              <${Heatmap} rows=${numbers.week} kind=${kind} />
            `
        }
        ${numbers.costs && html`<${Costs} costs=${numbers.costs} period=${numbers.period} accounts=${accounts} />`}
      `
    }
    <${Meaning} />
  </div>`;
}

/**
 * What every figure is made of, to be added up by whoever doubts one (M6).
 * @param {{ period: import('../../desk/reports.js').Period, account: string }} props
 */
function Clocks({ period, account }) {
  const { busy, trouble, run } = useAction();
  return html`
    <button type="button" class="button" disabled=${busy}
      onClick=${() => void run(() => downloadClocks(period, account))}>
      ${t('reports.download_clocks')}
    </button>
    ${trouble && html`<span class="trouble" role="alert"><${Icon} name="warn" /><span>${trouble}</span></span>`}
  `;
}

/** @param {MetricsRow} row */
function agentName(row) {
  if (!row.agent) return html`<span class="quiet">${t('reports.native')}</span>`;
  return html`<bdi class="name">${row.agent.name || row.agent.sub}</bdi>`;
}

/** The definitions stand on the page, on the screen and on paper (M3). */
function Meaning() {
  return html`<section class="meaning">
    <h2>${t('reports.meaning')}</h2>
    <p>${t('reports.meaning_period')}</p><p>${t('reports.meaning_first')}</p><p>${t('reports.meaning_next')}</p>
    <p>${t('reports.meaning_resolution')}</p>
    <p>${t('reports.meaning_median')}</p>
    <p>${t('reports.meaning_share')}</p>
    <p>${t('reports.meaning_unanswered')}</p>
    <p>${t('reports.meaning_business')}</p>
    <p>${t('reports.meaning_late')}</p>
    <p>${t('reports.meaning_left_out')}</p>
    <p>${t('reports.meaning_agent')}</p>
    <p>${t('reports.meaning_clocks')}</p>
  </section>`;
}
