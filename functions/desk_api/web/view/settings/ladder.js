import { html } from '/vendor/htm-preact.js';
import { duration } from '../../desk/time.js';
import { knows, number, t, word } from '../../desk/words.js';
import { Icon } from '../icon.js';
import { isAt } from './field.js';
import { Several } from './several.js';
import { USUAL_LADDER } from './shapes.js';

/** @typedef {{ step: string, at_percent?: number, after_minutes?: number, whom?: string[], how?: string[] }} Step */

const WIDTH = 1000;
/** Where the promise lapses on the drawing; behind it is the time after. */
const LAPSE = 620;

/** Who is told when: the usual ladder, or one of the policy's own, drawn along the time of the promise. @param {import('./field.js').Widget} props */
export function Ladder({ id, field, value, set, fault }) {
  const own = Array.isArray(value);
  const steps = /** @type {Step[]} */ (own ? value : USUAL_LADDER);
  const patch = (/** @type {number} */ n, /** @type {Partial<Step>} */ change) => set(steps.map((each, m) => (m === n ? { ...each, ...change } : each)));
  return html`<div class="ladder">
    <label class="tick"><input type="checkbox" id=${id} checked=${!own} onChange=${() => set(own ? undefined : USUAL_LADDER.map((each) => ({ ...each })))} /><span>${t('settings.usual_ladder')}</span></label>
    <${Drawing} steps=${steps} />
    ${own ? html`${steps.map((step, n) => html`<${StepRow} key=${n} n=${n} id=${`${id}-${n}`} step=${step} bad=${isAt(fault, `${field.name}[${n}]`)} patch=${(/** @type {Partial<Step>} */ change) => patch(n, change)}
        remove=${() => set(steps.filter((_, m) => m !== n))} />`)}
      <button type="button" class="button" onClick=${() => set([...steps, { step: `step${steps.length + 1}`, at_percent: 100, how: ['mail'] }])}>+ ${t('settings.add_step')}</button>`
    : html`<ul class="ladder-told">${steps.map((step) => html`<li key=${step.step}><strong>${when(step)}</strong> ${(step.how ?? ['mail']).map((how) => word('how', how)).join(' + ')}</li>`)}</ul>`}
  </div>`;
}

/** @param {{ n: number, id: string, step: Step, bad: boolean, patch: (change: Partial<Step>) => void, remove: () => void }} props */
function StepRow({ n, id, step, bad, patch, remove }) {
  const how = step.how ?? ['mail'];
  const figure = (/** @type {any} */ event) => (event.target.value === '' ? undefined : Number(event.target.value));
  return html`<fieldset class="step" data-bad=${bad}>
    <legend>${t('settings.step', { n: n + 1 })} · ${knows('step', step.step) ? word('step', step.step) : when(step)}</legend>
    <div class="step-when">
      <label><span>${t('settings.step_name')}</span><input class="field" value=${step.step} autocomplete="off" onInput=${(/** @type {any} */ event) => patch({ step: event.target.value })} /></label>
      <label><span>${t('settings.at_percent')}</span><input class="field" type="number" min="1" max="100" value=${step.at_percent ?? 100} onInput=${(/** @type {any} */ event) => patch({ at_percent: figure(event) })} /></label>
      <label><span>${t('settings.after_minutes')}</span><input class="field" type="number" min="0" value=${step.after_minutes ?? 0} onInput=${(/** @type {any} */ event) => patch({ after_minutes: figure(event) })} /></label>
      <button type="button" class="icon-button" aria-label=${t('settings.take_out_row', { n: n + 1 })} onClick=${remove}><${Icon} name="bin" /></button>
    </div>
    <div class="ticks">${['mail', 'sms'].map((each) => html`<label class="tick" key=${each}><input type="checkbox" checked=${how.includes(each)}
      onChange=${() => patch({ how: how.includes(each) ? how.filter((one) => one !== each) : [...how, each] })} /><span>${word('how', each)}</span></label>`)}</div>
    <${Several} kind="policy" id=${`${id}-whom`} field=${{ name: 'whom', as: 'several', of: 'whom' }} value=${step.whom ?? ['assignee', 'managers']} set=${(/** @type {string[]} */ whom) => patch({ whom })} fault=${null} describedBy=${undefined} body=${{}} />
  </fieldset>`;
}

/** The promise as a line that lapses, with a mark for each step. @param {{ steps: Step[] }} props */
function Drawing({ steps }) {
  const latest = Math.max(60, ...steps.map((step) => step.after_minutes ?? 0));
  const x = (/** @type {Step} */ step) => ((step.after_minutes ?? 0) > 0 ? LAPSE + ((step.after_minutes ?? 0) / latest) * (WIDTH - LAPSE - 20) : ((step.at_percent ?? 100) / 100) * LAPSE);
  return html`<svg class="ladder-line" viewBox="0 0 ${WIDTH} 40" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <rect class="ladder-before" x="0" y="17" width=${LAPSE} height="6" /><rect class="ladder-after" x=${LAPSE} y="17" width=${WIDTH - LAPSE} height="6" />
    ${steps.map((step, n) => html`<rect key=${n} class="ladder-mark" data-late=${(step.after_minutes ?? 0) > 0 || (step.at_percent ?? 100) === 100} x=${Math.max(0, x(step) - 4)} y=${(step.how ?? []).includes('sms') ? 4 : 10} width="8" height=${(step.how ?? []).includes('sms') ? 32 : 20} />`)}
  </svg>`;
}

/** @param {Step} step */
function when({ at_percent = 100, after_minutes = 0 }) {
  return after_minutes > 0 ? t('settings.when_after', { span: duration(after_minutes * 60) }) : t('settings.when_share', { share: number(at_percent / 100, { style: 'percent' }) });
}
