import { html } from '/vendor/htm-preact.js';
import { addTexts, labelOf, t } from '../../desk/format/i18n.js';
import {
  formatDay,
  formatDuration,
  formatInstant,
  formatMoment,
  formatTime,
  isSameDay,
} from '../../desk/format/time.js';
import { now } from '../../desk/session/server_clock.js';
import { Icon } from '../icon.js';
import { Name } from '../name.js';

await addTexts('deadline');

/** @typedef {import('../../types/desk.d.ts').Clock} Clock */
/** @typedef {import('../../types/desk.d.ts').Span} Span */

/** The width of a closed gap, as a share of all open time. */
const GAP = 0.06;
const GAPS_TOLD = 3;

/** Explains the deadline: in sentences, as a timeline, and by open hours. @param {{ clock: Clock }} props */
export function DeadlineExplanation({ clock }) {
  const { kind, started_at, due_at, target_s, policy, calendar, trace, late, fallback } = clock;
  const gaps = closedGaps(clock);
  return html`<div class="deadline-body">
    <ul class="sentences">
      <li>${t('deadline_explanation.wrote', { when: formatMoment(started_at) })}</li>
      ${late && html`<li>${t('deadline_explanation.late')}</li>`}
      ${
        fallback &&
        html`<li class="deadline-fallback">
          <${Icon} name="warn" /><span>${t('deadline_explanation.fallback')}</span>
        </li>`
      }
      <li>
        ${
          fallback
            ? t('deadline_explanation.promised_any', { what: labelOf('clock', kind), span: formatDuration(target_s) })
            : t('deadline_explanation.promised', { what: labelOf('clock', kind), span: formatDuration(target_s) })
        }
      </li>
      ${gaps.slice(0, GAPS_TOLD).map(
        ({ from, to }) => html`<li key=${from}>
          ${t('deadline_explanation.closed', { from: formatMoment(from), to: formatMoment(to) })}
        </li>`,
      )}
      ${
        gaps.length > GAPS_TOLD &&
        html`<li>
          ${t('deadline_explanation.closed_more', { n: gaps.length - GAPS_TOLD })}
        </li>`
      }
      ${gaps.length === 0 && html`<li>${t('deadline_explanation.all_counts')}</li>`}
      <li><b>${t('deadline_explanation.so', { when: formatInstant(due_at) })}</b></li>
    </ul>
    <${Timeline} clock=${clock} />
    ${trace.length > 1 && html`<${OpenSpans} spans=${trace} />`}
    <p class="muted deadline-rule">${t('deadline_explanation.rule', { policy, calendar })}</p>
  </div>`;
}

/**
 * The open time as a line, with the ladder's steps, the deadline and the current time.
 * @param {{ clock: Clock }} props
 */
function Timeline({ clock }) {
  const { started_at, due_at, stopped_at, steps, state } = clock;
  const end = Date.parse(stopped_at ?? '') || now();
  const ends = Math.max(
    Date.parse(due_at),
    state === 'running' ? end : 0,
    ...steps.map((step) => Date.parse(step.at)).filter((at) => at <= end),
  );
  const { pieces, at } = timelineScale(clock, ends);
  const marks = steps.filter((step) => Date.parse(step.at) <= ends);
  const stepAndTime = (/** @type {Clock['steps'][number]} */ step) =>
    `${labelOf('step', step.step)} ${formatMoment(step.at)}`;
  return html`<figure class="timeline">
    <div class="timeline-line" role="img"
      aria-label=${t('deadline_explanation.line', {
        from: formatMoment(started_at),
        due: formatMoment(due_at),
        steps: marks.map(stepAndTime).join(', '),
      })}>
      ${pieces.map(
        (piece) => html`<i class="timeline-piece" data-kind=${piece.kind}
          style=${{ '--left': `${piece.left}%`, '--width': `${piece.width}%` }}></i>`,
      )}
      ${marks.map(
        (step) => html`<i class="timeline-step" data-fired=${step.fired} title=${stepAndTime(step)}
          style=${{ '--left': `${at(step.at)}%` }}></i>`,
      )}
      <i class="timeline-due" style=${{ '--left': `${at(due_at)}%` }}></i>
      <i class="timeline-now" data-over=${end > Date.parse(due_at)}
        style=${{ '--left': `${at(new Date(end).toISOString())}%` }}></i>
    </div>
    <figcaption>
      <span>${formatMoment(started_at)}</span>
      <span>${t('deadline_explanation.due', { when: formatMoment(due_at) })}</span>
    </figcaption>
    ${
      marks.length > 0 &&
      html`<ul class="deadline-steps">
        ${steps.map(
          (step) => html`<li data-fired=${step.fired}>
            <span>${labelOf('step', step.step)}</span>
            <time datetime=${step.at}>${formatMoment(step.at)}</time>
            <span class="muted">${step.fired ? t('deadline_explanation.fired') : ''}</span>
            <span class="muted deadline-step-recipients">
              ${(step.whom ?? []).map(
                ({ kind: each, name }, n) => html`
                  ${n > 0 && t('recipients.and')}${recipient(each, name)}
                `,
              )}
              ${step.how && html` · ${step.how.map((how) => labelOf('alert_method', how)).join(' + ')}`}
            </span>
          </li>`,
        )}
      </ul>`
    }
  </figure>`;
}

/**
 * The name of a step's recipient.
 * @param {import('../../types/desk.d.ts').Whom['kind']} kind
 * @param {string | null} name
 */
function recipient(kind, name) {
  if (kind === 'managers') return t('recipients.managers');
  if (kind !== 'assignee') return html`<${Name} text=${name ?? ''} />`;
  return name ? html`<${Name} text=${name} /> ${t('recipients.assigned')}` : t('recipients.assignee');
}

/** The open hours that were counted, each with its length. @param {{ spans: Span[] }} props */
export function OpenSpans({ spans }) {
  return html`<ul class="spans">
    ${spans.map(
      ({ from, to }) => html`<li>
        <span>${formatDay(from)}</span>
        <span class="spans-hours">${formatTime(from)}–${isSameDay(from, to) ? formatTime(to) : formatMoment(to)}</span>
        <span class="spans-length">${formatDuration((Date.parse(to) - Date.parse(from)) / 1000)}</span>
      </li>`,
    )}
  </ul>`;
}

/** The closed hours between the start and the deadline. @param {Clock} clock */
function closedGaps({ started_at, due_at, trace }) {
  const edges = [started_at, ...trace.flatMap(({ from, to }) => [from, to]), due_at];
  const gaps = [];
  for (let index = 0; index < edges.length; index += 2) {
    if (Date.parse(edges[index + 1]) - Date.parse(edges[index]) > 1000)
      gaps.push({ from: edges[index], to: edges[index + 1] });
  }
  return gaps;
}

/**
 * The timeline's scale: open time in proportion, closed time with a fixed width.
 * @param {Clock} clock
 * @param {number} ends
 */
function timelineScale({ started_at, due_at, trace }, ends) {
  const starts = Date.parse(started_at);
  const open = trace.map(({ from, to }) => ({ kind: 'open', from: Date.parse(from), to: Date.parse(to) }));
  const total = open.reduce((sum, { from, to }) => sum + to - from, 0) || 1;
  const all = [];
  let at = starts;
  for (const span of [...open, { kind: 'after', from: Date.parse(due_at), to: ends }]) {
    if (span.from > at) all.push({ kind: 'closed', from: at, to: span.from });
    if (span.to > span.from) all.push(span);
    at = Math.max(at, span.to);
  }
  const weighed = all.map((piece) => ({
    ...piece,
    weight:
      piece.kind === 'open'
        ? piece.to - piece.from
        : piece.kind === 'after'
          ? Math.min(piece.to - piece.from, total)
          : total * GAP,
  }));
  const sum = weighed.reduce((whole, { weight }) => whole + weight, 0) || 1;
  let left = 0;
  const pieces = weighed.map((piece) => {
    const width = (piece.weight / sum) * 100;
    left += width;
    return { ...piece, left: left - width, width };
  });
  /** @param {string} instant */
  const place = (instant) => {
    const when = Date.parse(instant);
    const piece = pieces.find(({ to }) => when <= to) ?? pieces.at(-1);
    if (!piece) return 100;
    const share = Math.min(1, Math.max(0, (when - piece.from) / (piece.to - piece.from || 1)));
    return piece.left + share * piece.width;
  };
  return { pieces, at: place };
}
