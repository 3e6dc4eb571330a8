import { html } from '/vendor/htm-preact.js';
import { t } from '../desk/format/i18n.js';
import {
  businessTimeLeft,
  formatDue,
  formatDuration,
  formatInstant,
  formatTimeLeft,
  urgency,
} from '../desk/format/time.js';
import { useNow } from '../desk/session/server_clock.js';

/** Closed time shorter than this is ignored. */
const SAME_MS = 1_000;

/**
 * The time left until a deadline, counted down every second; in business time with the deadline below it, if closed
 * hours lie between. Digits and units are styled apart; "overdue" is shown by sign, word and weight as well as by
 * colour.
 * @param {{ clock: import('../types/desk.d.ts').RunningClock, large?: boolean }} props
 */
export function TimeLeft({ clock, large = false }) {
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
        : t('time_left.left'),
  );
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
    <span class="time-left-word">${below}</span>
  </span>`;
}
