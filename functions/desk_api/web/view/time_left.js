import { html } from '/vendor/htm-preact.js';
import { t } from '../desk/format/i18n.js';
import {
  businessTimeLeft,
  closesFirst,
  formatDue,
  formatDuration,
  formatInstant,
  formatMoment,
  formatTimeLeft,
  urgency,
} from '../desk/format/time.js';
import { now, useNow } from '../desk/session/server_clock.js';

/** Closed time shorter than this is ignored. */
const SAME_MS = 1_000;

/**
 * The time left until a deadline, counted down every second; in business time with the deadline below it, if closed
 * hours lie between. Where the network takes answers until `answerBy` only, and that ends first, it is counted down
 * instead (N3).
 * Digits and units are styled apart; "overdue" is shown by sign, word and weight as well as by colour.
 * @param {{ clock: import('../types/desk.d.ts').RunningClock, answerBy?: string | null, large?: boolean }} props
 */
export function TimeLeft({ clock: promise, answerBy, large = false }) {
  const isWindow = useNow((now) => closesFirst(promise, answerBy, now));
  const clock = isWindow ? { ...promise, due_at: answerBy ?? '', open: null } : promise;
  const due = Date.parse(clock.due_at);
  const open = (/** @type {number} */ now) => Math.min(businessTimeLeft(clock.open, now) ?? due - now, due - now);
  const inBusinessTime = useNow((now) => due > now && due - now - open(now) > SAME_MS);
  const text = useNow((now) => formatTimeLeft(due > now ? open(now) : due - now));
  const how = useNow((now) => urgency(clock, now));
  const below = useNow((now) =>
    how === 'overdue'
      ? t('time_left.overdue')
      : inBusinessTime
        ? t('due.due', { when: formatDue(clock.due_at, now) })
        : isWindow
          ? t('time_left.window')
          : t('time_left.left'),
  );
  const other = large && !inBusinessTime && answerBy && otherEnd(promise, answerBy, isWindow);
  const more = inBusinessTime ? ` · ${t('due.open_left', { span: formatDuration(open(Date.now()) / 1000) })}` : '';
  const parts = text.split(/(\d[\d:]*)/).filter((part) => part.trim() !== '');
  return html`<span class=${`time-left ${large ? 'time-left-large' : ''}`} data-urgency=${how}>
    <time class="time-left-figures" datetime=${clock.due_at} title=${formatInstant(clock.due_at) + more}>
      ${parts.map(
        (part) => html`<span
          class=${/\d/.test(part) ? 'time-left-digits' : part === '−' ? 'time-left-sign' : 'time-left-unit'}>
          ${part.trim()}
        </span>`,
      )}
    </time>
    <span class="time-left-word">
      ${below}${other && html`<span class="time-left-other" data-short=${isWindow}> · ${other}</span>`}
    </span>
  </span>`;
}

/**
 * The end that is not counted down: of the promise, or of the time in which the network takes an answer.
 * @param {{ due_at: string }} clock @param {string} answerBy @param {boolean} isWindow
 */
function otherEnd(clock, answerBy, isWindow) {
  if (isWindow) return t('deadline_explanation.due', { when: formatMoment(clock.due_at) });
  if (Date.parse(answerBy) <= now()) return t('answer_window.closed');
  return t('answer_window.until', { when: formatMoment(answerBy) });
}
