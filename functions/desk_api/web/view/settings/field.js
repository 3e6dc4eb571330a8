import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { hasLabel, labelOf, t } from '../../desk/format/i18n.js';
import { useNetworks } from '../../desk/format/networks.js';
import { formatDuration } from '../../desk/format/time.js';
import { RadioGroup } from '../radio_group.js';
import { AccountOptions, isLacking } from './account_options.js';
import { AccountPicture } from './account_picture.js';
import { AbsenceDays, Closures, Holidays, SpecialDays } from './calendar_days.js';
import { isFaultAt } from './field_fault.js';
import { fieldName } from './field_name.js';
import { Json } from './json_field.js';
import { Ladder } from './ladder.js';
import { MessageTexts } from './message_texts.js';
import { MultiSelect, SingleSelect } from './multi_select.js';
import { NetworkChoice } from './network_choice.js';
import { Prices } from './prices.js';
import { HoursInput, WeeklyHours } from './weekly_hours.js';

/** @typedef {import('./document_fields.js').Field} Field */
/** @typedef {import('./field_fault.js').Fault} Fault */
/**
 * @typedef {{ kind: string, id: string, item: string, field: Field, value: any, set: (value: any) => void,
 *   fault: Fault | null, describedBy: string | undefined, body: Record<string, any> }} Widget
 */

/**
 * A form field with label, note and error.
 * @param {{ kind: string, item?: string, field: Field, value: any, set: (value: any) => void, fault: Fault | null,
 *   body: Record<string, any> }} props `item` is the document's id
 */
export function FieldRow({ kind, item = '', field, value, set, fault, body }) {
  const { name } = field;
  const networks = useNetworks();
  if (kind === 'account' && isLacking(field, value, body, networks)) return null;
  if (field.only && !value && !networks.some((each) => field.only && each[field.only])) return null;
  const here = isFaultAt(fault, name);
  const id = `field-${name}`;
  const [noteId, faultId] = [`${id}-note`, `${id}-fault`];
  const hasNote = hasLabel('field_note', `${kind}.${name}`);
  const describedBy = [hasNote && noteId, here && faultId].filter(Boolean).join(' ') || undefined;
  const Made = WIDGETS[field.as] ?? Json;
  const grouped = GROUPED.has(field.as);
  const widget = html`<${Made} kind=${kind} id=${id} item=${item} field=${field} value=${value} set=${set}
    fault=${fault} describedBy=${describedBy} body=${body} networks=${networks} />`;
  const notes = html`
    ${hasNote && html`<p class="field-note" id=${noteId}>${labelOf('field_note', `${kind}.${name}`)}</p>`}
    ${here && html`<p class="field-fault" id=${faultId}>${fault?.sentence}</p>`}
  `;
  if (grouped) {
    return html`<fieldset class="field-row" id=${`${id}-row`} data-bad=${here} aria-describedby=${describedBy}>
      <legend>${fieldName(kind, name)}</legend>${notes}${widget}
    </fieldset>`;
  }
  return html`<div class="field-row" id=${`${id}-row`} data-bad=${here}>
    <label for=${id}>${fieldName(kind, name)}</label>${notes}${widget}
  </div>`;
}

/** @param {Widget} props */
function Text({ id, field, value, set, fault, describedBy }) {
  return html`<input class="field" id=${id} value=${value ?? ''} inputmode=${field.inputmode} autocomplete="off"
    spellcheck=${false} aria-invalid=${isFaultAt(fault, field.name)} aria-describedby=${describedBy}
    onInput=${(/** @type {any} */ event) => set(event.target.value || (field.optional ? undefined : ''))} />`;
}

/** @param {Widget} props */
function Area({ id, field, value, set, fault, describedBy }) {
  return html`<textarea class="field area" id=${id} rows="6" value=${value ?? ''}
    aria-invalid=${isFaultAt(fault, field.name)} aria-describedby=${describedBy}
    onInput=${(/** @type {any} */ event) => set(event.target.value)}></textarea>`;
}

/** @param {Widget} props */
function Figure({ id, field, value, set, fault, describedBy }) {
  const long = field.unit === 'unit.minutes' && value >= 60 ? formatDuration(value * 60) : '';
  return html`<span class="with-unit">
    <input class="field" type="number" inputmode="decimal" step="any" id=${id} value=${value ?? ''} min=${field.min}
      placeholder=${field.usual} aria-invalid=${isFaultAt(fault, field.name)} aria-describedby=${describedBy}
      onInput=${(/** @type {any} */ event) =>
        set(event.target.value === '' ? undefined : Number(event.target.value))} />
    ${field.unit && html`<span>${labelOf('unit', field.unit.replace('unit.', ''))}</span>`}${' '}
    ${long && html`<span class="muted">= ${long}</span>`}
  </span>`;
}

/** @param {Widget} props */
function Switch({ id, field, value, set, describedBy }) {
  return html`<label class="tick">
    <input type="checkbox" id=${id} checked=${value ?? field.on ?? false} aria-describedby=${describedBy}
      onChange=${(/** @type {any} */ event) => set(event.target.checked)} />
    <span>${hasLabel('switch_label', field.name) ? labelOf('switch_label', field.name) : t('settings.on')}</span>
  </label>`;
}

/** @param {Widget} props */
function Choose({ kind, field, value, set }) {
  const options = (field.options ?? []).map((each) => [each, field.say?.(each) ?? each]);
  return html`<${RadioGroup} name=${`field-${field.name}`} label=${fieldName(kind, field.name)}
    value=${value ?? field.options?.[0] ?? ''} options=${options} choose=${set} />`;
}

/** @param {Widget} props */
function Checks({ field, value, set }) {
  const chosen = /** @type {string[]} */ (value ?? []);
  const turn = (/** @type {string} */ each) => {
    const next = (field.options ?? []).filter((one) => (one === each ? !chosen.includes(one) : chosen.includes(one)));
    set(next.length === 0 && field.optional ? undefined : next);
  };
  return html`<div class="ticks">
    ${field.options?.map(
      (each) => html`<label class="tick" key=${each}>
        <input type="checkbox" checked=${chosen.includes(each)} onChange=${() => turn(each)} />
        <span>${field.say?.(each) ?? each}</span>
      </label>`,
    )}
  </div>`;
}

/** Networks by name; one that this desk does not know stays until it is unticked. @param {Widget} props */
function NetworkChecks(props) {
  const networks = useNetworks();
  const { only } = props.field;
  const ids = networks.filter((each) => !only || each[only]).map(({ id }) => id);
  const options = [...new Set([...ids, ...(props.value ?? [])])];
  const say = (/** @type {string} */ each) => networks.find(({ id }) => id === each)?.name ?? each;
  return html`<${Checks} ...${props} field=${{ ...props.field, options, say }} />`;
}

/** A list edited as one entry a line. @param {Widget} props */
function Lines({ id, field, value, set, fault, describedBy }) {
  const [text, setText] = useState((value ?? []).join('\n'));
  useEffect(() => {
    if (lines(text).join('\n') !== (value ?? []).join('\n')) setText((value ?? []).join('\n'));
  }, [value]);
  return html`<textarea class="field area" id=${id} rows=${Math.min(10, Math.max(2, (value ?? []).length + 1))}
    value=${text} aria-invalid=${isFaultAt(fault, field.name)} aria-describedby=${describedBy}
    placeholder=${t('settings.one_each_line')}
    onInput=${(/** @type {any} */ event) => {
      setText(event.target.value);
      const next = lines(event.target.value);
      set(next.length === 0 && field.optional ? undefined : next);
    }}></textarea>`;
}

/** @param {string} text */
const lines = (text) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** @param {Widget} props */
function Hours({ id, field, value, set, fault, describedBy }) {
  return html`<${HoursInput} id=${id} value=${value} placeholder="22:00-07:00" describedBy=${describedBy}
    bad=${isFaultAt(fault, field.name)}
    set=${(/** @type {string[]} */ next) => set(next.length === 0 ? undefined : next)} />`;
}

/** @param {Widget} props */
function Zone(props) {
  return html`<${Text} ...${props} /><${Zones} of=${props.id} />`;
}

/** @param {{ of: string }} props */
function Zones({ of }) {
  useEffect(() => document.getElementById(of)?.setAttribute('list', 'zones'), [of]);
  return html`<datalist id="zones">
    ${Intl.supportedValuesOf('timeZone').map((zone) => html`<option key=${zone} value=${zone}></option>`)}
  </datalist>`;
}

/** @param {Widget} props */
function Colour({ kind, id, field, value, set, describedBy }) {
  return html`<input class="field colour" type="color" id=${id} value=${value ?? '#3b5b92'}
    aria-describedby=${describedBy} aria-label=${fieldName(kind, field.name)}
    onInput=${(/** @type {any} */ event) => set(event.target.value)} />`;
}

/** Widgets of several inputs, which need a legend rather than a label. */
const GROUPED = new Set([
  'choice',
  'network',
  'networks',
  'checks',
  'week',
  'holidays',
  'closures',
  'days',
  'spans',
  'ladder',
  'several',
  'words',
  'switch',
  'prices',
  'options',
]);

/** @type {Record<string, any>} */
const WIDGETS = {
  network: NetworkChoice,
  networks: NetworkChecks,
  text: Text,
  area: Area,
  number: Figure,
  switch: Switch,
  choice: Choose,
  checks: Checks,
  lines: Lines,
  hours: Hours,
  zone: Zone,
  colour: Colour,
  picture: AccountPicture,
  words: MessageTexts,
  json: Json,
  week: WeeklyHours,
  holidays: Holidays,
  closures: Closures,
  days: SpecialDays,
  spans: AbsenceDays,
  ladder: Ladder,
  several: MultiSelect,
  one: SingleSelect,
  prices: Prices,
  options: AccountOptions,
};
