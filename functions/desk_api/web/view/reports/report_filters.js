import { html, useState } from '/vendor/htm-preact.js';
import { accountTitle } from '../../desk/format/account_label.js';
import { isDate } from '../../desk/format/dates.js';
import { labelOf, t } from '../../desk/format/i18n.js';
import { queue } from '../../desk/queue/queue.js';
import { KINDS, PERIODS } from '../../desk/reports/reports.js';
import { navigate, route } from '../../desk/session/route.js';
import { useStore } from '../../desk/session/store.js';
import { RadioGroup } from '../radio_group.js';
import { useMinWidth } from './figures.js';

/**
 * The filters of the report, all kept in the address.
 * @param {{ period: import('../../desk/reports/reports.js').Period & { name: string }, kind: string,
 *   hours: string }} props
 */
export function ReportFilters({ period, kind, hours }) {
  const [own, setOwn] = useState(period.name === 'custom');
  const choose = (/** @type {string} */ name) => {
    setOwn(name === 'custom');
    if (name !== 'custom') navigate({ days: name, from: '', to: '' }, true);
  };
  const names = { week: t('reports.week'), 28: t('reports.days', { n: 28 }), custom: t('reports.custom') };
  return html`<div class="reports-filters">
    <${OneOf} name="period" label=${t('reports.period')} value=${own ? 'custom' : period.name}
      options=${PERIODS.map((each) => [each, names[each]])} choose=${choose} />
    ${own && html`<${Dates} period=${period} />`}
    <${OneOf} name="kind" label=${t('reports.kind')} value=${kind}
      options=${KINDS.map((each) => [each, labelOf('clock', each)])}
      choose=${(/** @type {string} */ clock) => navigate({ clock }, true)} />
    <${OneOf} name="hours" label=${t('reports.hours')} value=${hours}
      options=${[['all', t('reports.all_hours')], ['business', t('reports.business_hours')]]}
      choose=${(/** @type {string} */ each) => navigate({ hours: each }, true)} />
    <${Accounts} />
  </div>`;
}

/**
 * Radio buttons where there is room, a select on a phone.
 * @param {{ name: string, value: string, options: readonly (readonly string[])[], choose: (value: any) => void,
 *   label: string }} props
 */
function OneOf(props) {
  const { name, value, options, choose, label } = props;
  if (useMinWidth(700)) return html`<${RadioGroup} ...${props} />`;
  return html`<select class="field" name=${name} aria-label=${label} value=${value}
    onChange=${(/** @type {any} */ event) => choose(event.target.value)}>
    ${options.map(
      ([each, text]) => html`<option key=${each} value=${each} selected=${each === value}>
        ${text}
      </option>`,
    )}
  </select>`;
}

/** @param {{ period: import('../../desk/reports/reports.js').Period }} props */
function Dates({ period }) {
  const set = (/** @type {{ from?: string, to?: string }} */ changed) => {
    const { from, to } = { ...period, ...changed };
    if (!isDate(from) || !isDate(to)) return;
    navigate(
      from <= to ? { from, to, days: '' } : changed.from ? { from, to: from, days: '' } : { from: to, to, days: '' },
      true,
    );
  };
  return html`<div class="reports-dates">
    <label>
      <span>${t('reports.from')}</span>
      <input class="field" type="date" value=${period.from}
        onChange=${(/** @type {any} */ event) => set({ from: event.target.value })} />
    </label>
    <label>
      <span>${t('reports.to')}</span>
      <input class="field" type="date" value=${period.to}
        onChange=${(/** @type {any} */ event) => set({ to: event.target.value })} />
    </label>
  </div>`;
}

function Accounts() {
  const { accounts } = useStore(queue);
  const { account } = useStore(route);
  if (accounts.length < 2) return null;
  return html`<select class="field" aria-label=${t('reports.account')} value=${account}
    onChange=${(/** @type {any} */ event) => navigate({ account: event.target.value }, true)}>
    <option value="">${t('queue_header.all_accounts')}</option>
    ${accounts.map(
      (each) => html`<option key=${each.id} value=${each.id} selected=${each.id === account}>
        ${accountTitle(each)}
      </option>`,
    )}
  </select>`;
}
