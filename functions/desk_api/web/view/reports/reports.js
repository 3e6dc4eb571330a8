import { html, useState } from '/vendor/htm-preact.js';
import { formatDate } from '../../desk/format/dates.js';
import { addTexts, labelOf, t } from '../../desk/format/i18n.js';
import { networkTitle, useNetworks } from '../../desk/format/networks.js';
import { formatMoment } from '../../desk/format/time.js';
import { queue } from '../../desk/queue/queue.js';
import { isEmptyReport, KINDS, periodFrom, readByNetwork, readReport } from '../../desk/reports/reports.js';
import { isManager } from '../../desk/session/me.js';
import { route } from '../../desk/session/route.js';
import { useStore } from '../../desk/session/store.js';
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

await addTexts('reports');

/** @typedef {import('../../desk/reports/reports.js').MetricsRow} MetricsRow */

export const sheet = new URL('../../css/reports.css', import.meta.url).href;

/** The reports page: each figure beside those still unanswered (M2). */
export function Page() {
  const { days, from, to, clock, hours: counted, account } = useStore(route);
  const { accounts } = useStore(queue);
  useNetworks();
  const [report, setReport] = useState(/** @type {import('../../desk/reports/reports.js').Report | null} */ (null));
  const period = periodFrom({ days, from, to });
  const allowed = isManager();
  const asked = `${period.from} ${period.to} ${account}`;
  const [network, setNetwork] = useState(/** @type {MetricsRow[]} */ ([]));
  const [answered, setAnswered] = useState('');
  const trouble = useRead(
    () => readReport(period, account),
    (read) => {
      setReport(read);
      setAnswered(asked);
    },
    [allowed ? asked : null],
  );
  const severalNetworks = new Set(accounts.map((each) => each.network)).size > 1 && !account;
  useRead(() => readByNetwork(period), setNetwork, [allowed && severalNetworks ? asked : null]);
  if (!allowed)
    return html`<div class="reports">
      <h1>${t('nav.reports')}</h1><p class="muted">${t('reports.for_managers')}</p>
    </div>`;
  const kind = KINDS.find((each) => each === clock) ?? 'first_reply';
  const hours = counted === 'business' ? 'business' : 'all';
  const shown = { report: report && { ...report, network: severalNetworks ? network : [] }, kind, hours };
  const accountName = (/** @type {MetricsRow} */ row) =>
    html`<${AccountName} account=${accounts.find((each) => each.id === row.key)} id=${row.key} />`;
  return html`<div class="reports" aria-busy=${answered !== asked && !trouble}>
    <header class="reports-head">
      <h1>${t('nav.reports')}</h1>
      ${
        report &&
        html`<p class="muted">
          ${t('reports.range', { from: formatDate(report.period.from), to: formatDate(report.period.to) })} ·${' '}
          ${t('reports.zone', { zone: report.zone })} · ${t('reports.as_of', { time: formatMoment(report.as_of) })}
        </p>`
      }
      <div class="reports-download">
        <button type="button" class="button" disabled=${!report}
          onClick=${() => shown.report && void downloadReport(shown.report)}>
          ${t('reports.download')}
        </button>
        <${Clocks} period=${period} account=${account} />
      </div>
    </header>
    <${ReportFilters} period=${period} kind=${kind} hours=${hours} />
    ${trouble && html`<${ConnectionTrouble} trouble=${trouble} asOf=${report?.as_of} />`}
    ${!report && !trouble && html`<p class="muted" role="status">${t('queue.loading')}</p>`}
    ${
      report &&
      html`
        <p class="reports-title">
          <strong>${labelOf('clock', kind)}</strong>${' '}
          ${hours === 'all' ? t('reports.all_hours') : t('reports.business_hours')}
        </p>
        <${Headline} ...${shown} />
        ${
          isEmptyReport(report.total)
            ? html`<div class="reports-empty">
              <p>${t('reports.empty')}</p><p class="muted">${t('reports.empty_hint')}</p>
            </div>`
            : html`
              <${DailyCharts} ...${shown} />
              ${
                severalNetworks &&
                network.length > 0 &&
                html`<${Breakdown} title=${t('reports.by_network')} head=${t('reports.network')} rows=${network}
                  name=${networkName} ...${shown} />`
              }
              <${Breakdown} title=${t('reports.by_account')} head=${t('reports.account')} rows=${report.account}
                name=${accountName} ...${shown} />
              <${Breakdown} title=${t('reports.by_agent')} head=${t('reports.agent')} rows=${report.agent}
                name=${agentName} ...${shown} />
              <${Heatmap} rows=${report.week} kind=${kind} />
            `
        }
        ${report.costs && html`<${Costs} costs=${report.costs} period=${report.period} accounts=${accounts} />`}
      `
    }
    <${Meaning} />
  </div>`;
}

/**
 * The definitions of all figures (M6).
 * @param {{ period: import('../../desk/reports/reports.js').Period, account: string }} props
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
const networkName = (row) => html`<span class="name">${networkTitle(row.key)}</span>`;

/** @param {MetricsRow} row */
function agentName(row) {
  if (!row.agent) return html`<span class="muted">${t('reports.native')}</span>`;
  return html`<bdi class="name">${row.agent.name || row.agent.sub}</bdi>`;
}

/** Definitions are part of the page, on screen and on paper (M3). */
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
    <p>${t('reports.meaning_told_by_hand')}</p>
    <p>${t('reports.meaning_left_out')}</p>
    <p>${t('reports.meaning_agent')}</p>
    <p>${t('reports.meaning_clocks')}</p>
  </section>`;
}
