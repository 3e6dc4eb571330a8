import { html, useState } from '/vendor/htm-preact.js';
import { isDay } from '../../desk/dates.js';
import { t, word } from '../../desk/i18n.js';
import { queue } from '../../desk/queue.js';
import { KINDS, PERIODS } from '../../desk/reports.js';
import { go, place } from '../../desk/route.js';
import { useStore } from '../../desk/store.js';
import { Choice } from '../radio_group.js';
import { useWide } from './figures.js';

/**
 * What the numbers show, all of it in the address.
 * @param {{ period: import('../../desk/reports.js').Period & { name: string }, kind: string, hours: string }} props
 */
export function Choices({ period, kind, hours }) {
  const [own, setOwn] = useState(period.name === 'custom');
  const choose = (/** @type {string} */ name) => {
    setOwn(name === 'custom');
    if (name !== 'custom') go({ days: name, from: '', to: '' }, true);
  };
  const names = { week: t('numbers.week'), 28: t('numbers.days', { n: 28 }), custom: t('numbers.custom') };
  return html`<div class="numbers-choices">
    <${OneOf} name="period" label=${t('numbers.period')} value=${own ? 'custom' : period.name}
      options=${PERIODS.map((each) => [each, names[each]])} choose=${choose} />
    ${own && html`<${Dates} period=${period} />`}
    <${OneOf} name="kind" label=${t('numbers.kind')} value=${kind}
      options=${KINDS.map((each) => [each, word('clock', each)])}
      choose=${(/** @type {string} */ clock) => go({ clock }, true)} />
    <${OneOf} name="hours" label=${t('numbers.hours')} value=${hours}
      options=${[['all', t('numbers.all_hours')], ['business', t('numbers.business_hours')]]}
      choose=${(/** @type {string} */ each) => go({ hours: each }, true)} />
    <${Accounts} />
  </div>`;
}

/**
 * All in sight where there is room, and a list on a phone, so that the figures stand on its first screen.
 * @param {{ name: string, value: string, options: readonly (readonly string[])[], choose: (value: any) => void,
 *   label: string }} props
 */
function OneOf(props) {
  const { name, value, options, choose, label } = props;
  if (useWide(700)) return html`<${Choice} ...${props} />`;
  return html`<select class="field" name=${name} aria-label=${label} value=${value}
    onChange=${(/** @type {any} */ event) => choose(event.target.value)}>
    ${options.map(
      ([each, text]) => html`<option key=${each} value=${each} selected=${each === value}>
        ${text}
      </option>`,
    )}
  </select>`;
}

/** @param {{ period: import('../../desk/reports.js').Period }} props */
function Dates({ period }) {
  const set = (/** @type {{ from?: string, to?: string }} */ changed) => {
    const { from, to } = { ...period, ...changed };
    if (!isDay(from) || !isDay(to)) return;
    go(
      from <= to ? { from, to, days: '' } : changed.from ? { from, to: from, days: '' } : { from: to, to, days: '' },
      true,
    );
  };
  return html`<div class="numbers-dates">
    <label>
      <span>${t('numbers.from')}</span>
      <input class="field" type="date" value=${period.from}
        onChange=${(/** @type {any} */ event) => set({ from: event.target.value })} />
    </label>
    <label>
      <span>${t('numbers.to')}</span>
      <input class="field" type="date" value=${period.to}
        onChange=${(/** @type {any} */ event) => set({ to: event.target.value })} />
    </label>
  </div>`;
}

function Accounts() {
  const { accounts } = useStore(queue);
  const { account } = useStore(place);
  if (accounts.length < 2) return null;
  return html`<select class="field" aria-label=${t('numbers.account')} value=${account}
    onChange=${(/** @type {any} */ event) => go({ account: event.target.value }, true)}>
    <option value="">${t('bar.all_accounts')}</option>
    ${accounts.map(
      (each) => html`<option key=${each.id} value=${each.id} selected=${each.id === account}>
        @${each.username}
      </option>`,
    )}
  </select>`;
}
