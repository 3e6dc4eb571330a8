import { html } from '/vendor/htm-preact.js';
import { labelOf, language, t } from '../../desk/format/i18n.js';
import { Icon } from '../icon.js';
import { isFaultAt } from './field_fault.js';
import { HoursInput } from './weekly_hours.js';

/** @typedef {import('./field.js').Widget} Widget */

const COUNTRIES = [
  'JP',
  'US',
  'GB',
  'DE',
  'FR',
  'IT',
  'ES',
  'NL',
  'SE',
  'PL',
  'CA',
  'AU',
  'NZ',
  'IN',
  'SG',
  'TW',
  'KR',
  'CN',
  'HK',
  'TH',
  'VN',
  'PH',
  'ID',
  'MY',
  'BR',
  'MX',
];
/** The desk's presets with their dates. @type {Record<string, [string, string]>} */
const PRESETS = { nenmatsu_nenshi: ['12-29', '01-03'], obon: ['08-13', '08-16'] };

/** A country's public holidays. @param {Widget} props */
export function Holidays({ id, value, set }) {
  const names = new Intl.DisplayNames([language.get().code], { type: 'region' });
  const country = value?.country ?? '';
  const options = [...new Set([...COUNTRIES, country])].filter(Boolean);
  const part = (/** @type {any} */ event) => {
    const { subdivision, ...others } = value;
    set(event.target.value ? { ...others, subdivision: event.target.value } : others);
  };
  return html`<div class="side-by-side">
    <select class="field" id=${id} aria-label=${labelOf('field', 'holidays')} value=${country}
      onChange=${(/** @type {any} */ event) => set(event.target.value ? { country: event.target.value } : undefined)}>
      <option value="">${t('settings.no_holidays')}</option>
      ${options.map(
        (each) => html`<option key=${each} value=${each} selected=${each === country}>
          ${/^[A-Z]{2}$/.test(each) ? names.of(each) : each}
        </option>`,
      )}
    </select>
    ${
      value &&
      html`<input class="field" value=${value.subdivision ?? ''} aria-label=${t('settings.subdivision')}
        placeholder=${t('settings.subdivision')} onInput=${part} />`
    }
  </div>`;
}

/** Annual closures: presets with adjustable dates, and custom ones. @param {Widget} props */
export function Closures({ field, value, set, fault }) {
  const closures = /** @type {{ name: string, from: string, to: string }[]} */ (
    (value ?? []).map((/** @type {any} */ each) =>
      typeof each === 'string'
        ? { name: each, from: PRESETS[each]?.[0] ?? '', to: PRESETS[each]?.[1] ?? '' }
        : { from: PRESETS[each.name]?.[0] ?? '', to: PRESETS[each.name]?.[1] ?? '', ...each },
    )
  );
  const keep = (/** @type {typeof closures} */ next) => set(next.length === 0 ? undefined : next.map(asPreset));
  const offered = Object.keys(PRESETS).filter((name) => !closures.some((each) => each.name === name));
  return html`<${Rows} rows=${closures} name=${field.name} fault=${fault} set=${keep}
    add=${() => ({ name: '', from: '', to: '' })}
    more=${offered.map((name) => [labelOf('preset', name), { name, from: PRESETS[name][0], to: PRESETS[name][1] }])}
    cells=${(/** @type {typeof closures[number]} */ row, /** @type {(patch: object) => void} */ patch) => html`
      ${
        row.name in PRESETS
          ? html`<strong class="row-known">
            ${labelOf('preset', row.name)}
          </strong>`
          : html`<${Cell} label=${labelOf('field', 'name')} value=${row.name}
            set=${(/** @type {string} */ name) => patch({ name })} />`
      }
      <${Cell} label=${t('settings.from_day')} value=${row.from} placeholder="08-13"
        set=${(/** @type {string} */ from) => patch({ from })} short />
      <${Cell} label=${t('settings.to_day')} value=${row.to} placeholder="08-16"
        set=${(/** @type {string} */ to) => patch({ to })} short />
    `} />`;
}

/** @param {{ name: string, from: string, to: string }} each */
function asPreset(each) {
  const usual = PRESETS[each.name];
  return usual && usual[0] === each.from && usual[1] === each.to ? each.name : each;
}

/** Dates with hours of their own. @param {Widget} props */
export function SpecialDays({ id, field, value, set, fault }) {
  return html`<${Rows} rows=${value ?? []} name=${field.name} fault=${fault}
    set=${(/** @type {any[]} */ next) => set(next.length === 0 ? undefined : next)}
    add=${() => ({ date: '', hours: [] })} more=${[]}
    cells=${(/** @type {any} */ row, /** @type {(patch: object) => void} */ patch, /** @type {number} */ n) => html`
      <${Cell} type="date" label=${t('settings.date')} value=${row.date}
        set=${(/** @type {string} */ date) => patch({ date })} />
      <${HoursInput} id=${`${id}-${n}`} label=${t('settings.hours')} value=${row.hours}
        bad=${isFaultAt(fault, `${field.name}[${n}].hours`)}
        set=${(/** @type {string[]} */ hours) => patch({ hours })} />
      <${Cell} label=${labelOf('field', 'name')} value=${row.name ?? ''} placeholder=${labelOf('field', 'name')}
        set=${(/** @type {string} */ name) => patch({ name: name || undefined })} />
    `} />`;
}

/** A person's absences. @param {Widget} props */
export function AbsenceDays({ field, value, set, fault }) {
  return html`<${Rows} rows=${value ?? []} name=${field.name} fault=${fault}
    set=${(/** @type {any[]} */ next) => set(next.length === 0 ? undefined : next)} add=${() => ({ from: '', to: '' })}
    more=${[]}
    cells=${(/** @type {any} */ row, /** @type {(patch: object) => void} */ patch) =>
      ['from', 'to'].map(
        (end) => html`<${Cell} key=${end} type=${/T/.test(row[end]) ? 'text' : 'date'}
          label=${end === 'from' ? t('settings.from_day') : t('settings.to_day')} value=${row[end]}
          set=${(/** @type {string} */ day) => patch({ [end]: day })} />`,
      )} />`;
}

/**
 * A list of rows to add and remove.
 * @param {{ rows: any[], name: string, fault: import('./field_fault.js').Fault | null, set: (rows: any[]) => void,
 *   add: () => any, more: [string, any][], cells: (row: any, patch: (patch: object) => void, n: number) => unknown }}
 *   props
 */
function Rows({ rows, name, fault, set, add, more, cells }) {
  return html`<div class="rows-editor">
    ${rows.map(
      (row, n) => html`<div class="rows-row" key=${n} data-bad=${isFaultAt(fault, `${name}[${n}]`)}>
        ${cells(row, (patch) => set(rows.map((each, m) => (m === n ? { ...each, ...patch } : each))), n)}
        <button type="button" class="icon-button" aria-label=${t('settings.take_out_row', { n: n + 1 })}
          onClick=${() => set(rows.filter((_, m) => m !== n))}>
          <${Icon} name="bin" />
        </button>
      </div>`,
    )}
    <p class="rows-more">
      ${more.map(
        ([label, row]) => html`<button type="button" class="button" key=${label} onClick=${() => set([...rows, row])}>
          + ${label}
        </button>`,
      )}
      <button type="button" class="button" onClick=${() => set([...rows, add()])}>+ ${t('settings.add_row')}</button>
    </p>
  </div>`;
}

/**
 * @param {{ label: string, value: string, set: (value: string) => void, type?: string, placeholder?: string,
 *   short?: boolean }} props
 */
function Cell({ label, value, set, type = 'text', placeholder, short = false }) {
  return html`<input class="field" type=${type} aria-label=${label} placeholder=${placeholder} value=${value ?? ''}
    data-short=${short} autocomplete="off" onInput=${(/** @type {any} */ event) => set(event.target.value)} />`;
}
