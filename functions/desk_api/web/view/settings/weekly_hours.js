import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { hasLabel, labelOf, t } from '../../desk/format/i18n.js';
import { formatHours, openBars, openMinutes, parseHours, WEEKDAYS } from '../../desk/settings/business_hours.js';
import { isFaultAt } from './field_fault.js';

/** @typedef {Record<string, string[]>} Weekly */

/** Weekly hours: drawn, with a text field for each day. @param {import('./field.js').Widget} props */
export function WeeklyHours({ kind, id, field, value, set, fault }) {
  const weekly = /** @type {Weekly} */ (value ?? {});
  const drawn = openBars(weekly);
  const change = (/** @type {string} */ day, /** @type {string[]} */ hours) => {
    const next = { ...weekly, [day]: hours };
    if (hours.length === 0) delete next[day];
    set(Object.keys(next).length === 0 && field.optional ? undefined : next);
  };
  const isAlways = kind === 'person' && Object.keys(weekly).length === 0;
  const without = isAlways ? t('settings.any_time') : kind === 'person' ? t('settings.off') : t('settings.closed');
  const asMonday = () =>
    set({ ...weekly, ...Object.fromEntries(WEEKDAYS.slice(1, 5).map((day) => [day, weekly.mon ?? []])) });
  return html`<div class="week">
    <p class="week-hours" aria-hidden="true">
      <span></span>
      <span class="week-scale">${['0', '6', '12', '18', '24'].map((hour) => html`<i key=${hour}>${hour}</i>`)}</span>
      <span></span>
    </p>
    ${WEEKDAYS.map(
      (day, n) => html`<div class="week-day" key=${day} data-bad=${isFaultAt(fault, `${field.name}.${day}`)}>
        <label for=${`${id}-${day}`}>${labelOf('weekday', day)}</label>
        <${DayBar} bars=${drawn[n]} />
        <${HoursInput} id=${`${id}-${day}`} value=${weekly[day]} placeholder=${without}
          set=${(/** @type {string[]} */ hours) => change(day, hours)}
          bad=${isFaultAt(fault, `${field.name}.${day}`)} />
      </div>`,
    )}
    <p class="week-foot">
      <span class="muted">${weekOpen(kind, openMinutes(weekly))}</span>
      <button type="button" class="button" onClick=${asMonday}>${t('settings.as_monday')}</button>
    </p>
  </div>`;
}

/** Formats the open time of a week in hours, not days. @param {string} kind @param {number} minutes */
function weekOpen(kind, minutes) {
  if (minutes === 0 && hasLabel('week_empty', kind)) return labelOf('week_empty', kind);
  const rest = minutes % 60;
  const h = `${Math.floor(minutes / 60)}`;
  return rest === 0 ? t('settings.week_hours', { h }) : t('settings.week_open', { h, m: `${rest}` });
}

/** @param {{ bars: { from: number, to: number, tail: boolean }[] }} props */
function DayBar({ bars: open }) {
  return html`<svg class="day-bar" viewBox="0 0 1440 20" preserveAspectRatio="none" aria-hidden="true"
    focusable="false">
    <rect class="day-all" width="1440" height="20" />
    ${open.map(
      ({ from, to, tail }) => html`<rect class=${tail ? 'day-tail' : 'day-open'} x=${from} width=${to - from}
        y=${tail ? 5 : 0} height=${tail ? 10 : 20} />`,
    )}
    ${[360, 720, 1080].map((x) => html`<path class="day-line" d=${`M${x} 0V20`} vector-effect="non-scaling-stroke" />`)}
  </svg>`;
}

/**
 * A text field for hours, parsed at every key. A text in which no hours stand yet is marked as unsaved: no new build is
 * loaded over it.
 * @param {{ id: string, value: string[] | undefined, set: (hours: string[]) => void, bad: boolean, label?: string,
 *   placeholder?: string, describedBy?: string }} props
 */
export function HoursInput({ id, value, set, bad, label, placeholder = t('settings.closed'), describedBy }) {
  const [text, setText] = useState(formatHours(value));
  useEffect(() => {
    if (formatHours(parseHours(text)) !== formatHours(value)) setText(formatHours(value));
  }, [formatHours(value)]);
  return html`<input class="field" id=${id} value=${text} placeholder=${placeholder} autocomplete="off"
    aria-invalid=${bad} aria-label=${label} aria-describedby=${describedBy}
    data-unsaved=${text.trim() !== '' && parseHours(text).length === 0}
    onInput=${(/** @type {any} */ event) => {
      setText(event.target.value);
      set(parseHours(event.target.value));
    }} />`;
}
