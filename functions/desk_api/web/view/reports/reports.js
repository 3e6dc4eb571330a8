import { html, useState } from '/vendor/htm-preact.js';
import { dayName } from '../../desk/dates.js';
import { addWords, t, word } from '../../desk/i18n.js';
import { isManager } from '../../desk/me.js';
import { queue } from '../../desk/queue.js';
import { isEmpty, KINDS, periodOf, readNumbers } from '../../desk/reports.js';
import { place } from '../../desk/route.js';
import { useStore } from '../../desk/store.js';
import { moment } from '../../desk/time.js';
import { en } from '../../i18n/reports.en.js';
import { ja } from '../../i18n/reports.ja.js';
import { Trouble } from '../connection_status.js';
import { Icon } from '../icon.js';
import { AccountName } from '../queue/ticket_row.js';
import { useAct } from '../use_action.js';
import { useRead } from '../use_read.js';
import { Groups } from './breakdown.js';
import { Costs } from './costs.js';
import { download, downloadClocks } from './csv_export.js';
import { Days } from './daily_charts.js';
import { Headline } from './headline.js';
import { Week } from './heatmap.js';
import { Choices } from './report_filters.js';

addWords({ en, ja });

/** @typedef {import('../../desk/reports.js').MetricsRow} MetricsRow */

export const sheets = ['/vendor/uplot.css', '/css/reports.css'];

/** How the promise was kept: each figure beside what it hides, which are those still without an answer. */
export function Page() {
  const { days, from, to, clock, hours: counted, account } = useStore(place);
  const { accounts } = useStore(queue);
  const [numbers, setNumbers] = useState(/** @type {import('../../desk/reports.js').Numbers | null} */ (null));
  const period = periodOf({ days, from, to });
  const allowed = isManager();
  const asked = `${period.from} ${period.to} ${account}`;
  const [answered, setAnswered] = useState('');
  const trouble = useRead(
    () => readNumbers(period, account),
    (read) => {
      setNumbers(read);
      setAnswered(asked);
    },
    [allowed ? asked : null],
  );
  if (!allowed)
    return html`<div class="numbers">
      <h1>${t('nav.numbers')}</h1><p class="quiet">${t('numbers.for_managers')}</p>
    </div>`;
  const kind = KINDS.find((each) => each === clock) ?? 'first_reply';
  const hours = counted === 'business' ? 'business' : 'all';
  const shown = { numbers, kind, hours };
  const accountName = (/** @type {MetricsRow} */ row) =>
    html`<${AccountName} account=${accounts.find((each) => each.id === row.key)} id=${row.key} />`;
  return html`<div class="numbers" aria-busy=${answered !== asked && !trouble}>
    <header class="numbers-head">
      <h1>${t('nav.numbers')}</h1>
      ${
        numbers &&
        html`<p class="quiet">
          ${t('numbers.range', { from: dayName(numbers.period.from), to: dayName(numbers.period.to) })} ·${' '}
          ${t('numbers.zone', { zone: numbers.zone })} · ${t('numbers.as_of', { time: moment(numbers.as_of) })}
        </p>`
      }
      <div class="numbers-download">
        <button type="button" class="button" disabled=${!numbers} onClick=${() => numbers && download(numbers)}>
          ${t('numbers.download')}
        </button>
        <${Clocks} period=${period} account=${account} />
      </div>
    </header>
    <${Choices} period=${period} kind=${kind} hours=${hours} />
    ${trouble && html`<${Trouble} trouble=${trouble} asOf=${numbers?.as_of} />`}
    ${!numbers && !trouble && html`<p class="quiet" role="status">${t('queue.loading')}</p>`}
    ${
      numbers &&
      html`
        <p class="numbers-title">
          <strong>${word('clock', kind)}</strong>${' '}
          ${hours === 'all' ? t('numbers.all_hours') : t('numbers.business_hours')}
        </p>
        <${Headline} ...${shown} />
        ${
          isEmpty(numbers.total)
            ? html`<div class="numbers-empty">
              <p>${t('numbers.empty')}</p><p class="quiet">${t('numbers.empty_hint')}</p>
            </div>`
            : html`
              <${Days} ...${shown} />
              <${Groups} title=${t('numbers.by_account')} head=${t('numbers.account')} rows=${numbers.account}
                name=${accountName} ...${shown} />
              <${Groups} title=${t('numbers.by_agent')} head=${t('numbers.agent')} rows=${numbers.agent}
                name=${agentName} ...${shown} />
              <${Week} rows=${numbers.week} kind=${kind} />
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
  const { busy, trouble, run } = useAct();
  return html`
    <button type="button" class="button" disabled=${busy}
      onClick=${() => void run(() => downloadClocks(period, account))}>
      ${t('numbers.download_clocks')}
    </button>
    ${trouble && html`<span class="trouble" role="alert"><${Icon} name="warn" /><span>${trouble}</span></span>`}
  `;
}

/** @param {MetricsRow} row */
function agentName(row) {
  if (!row.agent) return html`<span class="quiet">${t('numbers.native')}</span>`;
  return html`<bdi class="name">${row.agent.name || row.agent.sub}</bdi>`;
}

/** The definitions stand on the page, on the screen and on paper (M3). */
function Meaning() {
  return html`<section class="meaning">
    <h2>${t('numbers.meaning')}</h2>
    <p>${t('numbers.meaning_period')}</p><p>${t('numbers.meaning_first')}</p><p>${t('numbers.meaning_next')}</p>
    <p>${t('numbers.meaning_resolution')}</p>
    <p>${t('numbers.meaning_median')}</p>
    <p>${t('numbers.meaning_share')}</p>
    <p>${t('numbers.meaning_unanswered')}</p>
    <p>${t('numbers.meaning_business')}</p>
    <p>${t('numbers.meaning_late')}</p>
    <p>${t('numbers.meaning_left_out')}</p>
    <p>${t('numbers.meaning_agent')}</p>
    <p>${t('numbers.meaning_clocks')}</p>
  </section>`;
}
