import { html, useState } from '/vendor/htm-preact.js';
import { addTexts, formatNumber, hasLabel, labelOf, t } from '../../desk/format/i18n.js';
import { formatDuration } from '../../desk/format/time.js';
import { Icon } from '../icon.js';
import { DEFAULT_LADDER } from './document_fields.js';
import { isFaultAt } from './field_fault.js';
import { MultiSelect } from './multi_select.js';

await addTexts('deadline');

/**
 * @typedef {{ step: string, at_percent?: number, before_minutes?: number, after_minutes?: number, whom?: string[],
 *   how?: string[] }} Step
 */

const WIDTH = 1000;
/** The deadline's position in the drawing; behind it is the time after. */
const LAPSE = 620;

/**
 * The escalation ladder of a policy, default or custom, drawn along the target.
 * @param {import('./field.js').Widget} props
 */
export function Ladder({ id, field, value, set, fault, body }) {
  const own = Array.isArray(value);
  const steps = /** @type {Step[]} */ (own ? value : DEFAULT_LADDER);
  const patch = (/** @type {number} */ n, /** @type {Partial<Step>} */ change) =>
    set(steps.map((each, m) => (m === n ? { ...each, ...change } : each)));
  return html`<div class="ladder">
    <label class="tick">
      <input type="checkbox" id=${id} checked=${!own}
        onChange=${() => set(own ? undefined : DEFAULT_LADDER.map((each) => ({ ...each })))} />
      <span>${t('settings.usual_ladder')}</span>
    </label>
    <${Drawing} steps=${steps} target=${Number(body.first_reply_minutes ?? 60)} />
    ${
      own
        ? html`
          ${steps.map(
            (step, n) => html`<${StepRow} key=${n} n=${n} id=${`${id}-${n}`} step=${step}
              bad=${isFaultAt(fault, `${field.name}[${n}]`)}
              patch=${(/** @type {Partial<Step>} */ change) => patch(n, change)}
              remove=${() => set(steps.filter((_, m) => m !== n))} />`,
          )}
          <button type="button" class="button"
            onClick=${() => set([...steps, { step: `step${steps.length + 1}`, at_percent: 100, how: ['mail'] }])}>
            + ${t('settings.add_step')}
          </button>
        `
        : html`<ul class="ladder-note">
          ${steps.map(
            (step) => html`<li key=${step.step}>
              <strong>${when(step)}</strong>${' '}
              ${(step.how ?? ['mail']).map((how) => labelOf('alert_method', how)).join(' + ')}
            </li>`,
          )}
        </ul>`
    }
  </div>`;
}

/**
 * @param {{ n: number, id: string, step: Step, bad: boolean, patch: (change: Partial<Step>) => void,
 *   remove: () => void }} props
 */
function StepRow({ n, id, step, bad, patch, remove }) {
  const how = step.how ?? ['mail'];
  return html`<fieldset class="step" data-bad=${bad}>
    <legend>
      ${t('settings.step', { n: n + 1 })} · ${hasLabel('step', step.step) ? labelOf('step', step.step) : when(step)}
    </legend>
    <div class="step-when">
      <label>
        <span>${t('settings.step_name')}</span>
        <input class="field" value=${step.step} autocomplete="off"
          onInput=${(/** @type {any} */ event) => patch({ step: event.target.value })} />
      </label>
      <${When} step=${step} patch=${patch} />
      <button type="button" class="icon-button" aria-label=${t('settings.take_out_row', { n: n + 1 })}
        onClick=${remove}>
        <${Icon} name="bin" />
      </button>
    </div>
    <div class="ticks">
      ${['mail', 'sms'].map(
        (each) => html`<label class="tick" key=${each}>
          <input type="checkbox" checked=${how.includes(each)}
            onChange=${() => patch({ how: how.includes(each) ? how.filter((one) => one !== each) : [...how, each] })} />
          <span>${labelOf('alert_method', each)}</span>
        </label>`,
      )}
    </div>
    <${MultiSelect} kind="policy" id=${`${id}-whom`} field=${{ name: 'whom', as: 'several', of: 'whom' }}
      value=${step.whom ?? ['assignee', 'managers']} set=${(/** @type {string[]} */ whom) => patch({ whom })}
      fault=${null} describedBy=${undefined} body=${{}} />
  </fieldset>`;
}

const WAYS = /** @type {const} */ (['at_percent', 'before_minutes', 'after_minutes']);

/**
 * The time of a step: a share of the target, or minutes before or after the deadline.
 * @param {{ step: Step, patch: (change: Partial<Step>) => void }} props
 */
function When({ step, patch }) {
  const [way, setWay] = useState(WAYS.slice(1).find((each) => (step[each] ?? 0) > 0) ?? 'at_percent');
  const usual = { at_percent: 80, before_minutes: 10, after_minutes: 30 };
  const choose = (/** @type {any} */ { target }) => {
    const chosen = /** @type {typeof WAYS[number]} */ (target.value);
    setWay(chosen);
    patch({ at_percent: undefined, before_minutes: undefined, after_minutes: undefined, [chosen]: usual[chosen] });
  };
  const figure = (/** @type {any} */ { target }) =>
    patch({ [way]: target.value === '' ? undefined : Number(target.value) });
  return html`
    <label>
      <span>${t('settings.step_when')}</span>
      <select class="field" onChange=${choose}>
        ${WAYS.map(
          (each) => html`<option key=${each} value=${each} selected=${each === way}>
            ${labelOf('step_timing', each)}
          </option>`,
        )}
      </select>
    </label>
    <label>
      <span>${way === 'at_percent' ? '%' : t('settings.step_minutes')}</span>
      <input class="field" type="number" min=${way === 'at_percent' ? 1 : 0}
        max=${way === 'at_percent' ? 100 : undefined} value=${step[way] ?? (way === 'at_percent' ? 100 : 0)}
        onInput=${figure} />
    </label>
  `;
}

/** The target as a line, with a mark for each step. @param {{ steps: Step[], target: number }} props */
function Drawing({ steps, target }) {
  const latest = Math.max(60, ...steps.map((step) => step.after_minutes ?? 0));
  const x = (/** @type {Step} */ { at_percent = 100, before_minutes = 0, after_minutes = 0 }) => {
    if (after_minutes > 0) return LAPSE + (after_minutes / latest) * (WIDTH - LAPSE - 20);
    return before_minutes > 0 ? Math.max(0, 1 - before_minutes / (target || 60)) * LAPSE : (at_percent / 100) * LAPSE;
  };
  return html`<svg class="ladder-line" viewBox="0 0 ${WIDTH} 40" preserveAspectRatio="none" aria-hidden="true"
    focusable="false">
    <rect class="ladder-before" x="0" y="17" width=${LAPSE} height="6" />
    <rect class="ladder-after" x=${LAPSE} y="17" width=${WIDTH - LAPSE} height="6" />
    ${steps.map((step, n) => {
      const isLong = (step.how ?? []).includes('sms');
      return html`<rect key=${n} class="ladder-mark" data-late=${x(step) >= LAPSE} x=${Math.max(0, x(step) - 4)}
        y=${isLong ? 4 : 10} width="8" height=${isLong ? 32 : 20} />`;
    })}
  </svg>`;
}

/** @param {Step} step */
function when({ at_percent = 100, before_minutes = 0, after_minutes = 0 }) {
  if (before_minutes > 0) return t('settings.when_before', { span: formatDuration(before_minutes * 60) });
  return after_minutes > 0
    ? t('settings.when_after', { span: formatDuration(after_minutes * 60) })
    : t('settings.when_share', { share: formatNumber(at_percent / 100, { style: 'percent' }) });
}
