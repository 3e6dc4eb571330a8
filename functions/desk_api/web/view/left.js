import { html } from '/vendor/htm-preact.js';
import { useNow } from '../desk/clock.js';
import { instant, timeLeft, urgency } from '../desk/time.js';
import { t } from '../desk/words.js';

/**
 * The time left until a deadline, counted down on the second. Digits and units are set apart, since the digits are what
 * the eye looks for; the sign, the word under it and the weight say "overdue" as well as the colour does.
 * @param {{ clock: import('../types/desk.d.ts').RunningClock, large?: boolean }} props
 */
export function TimeLeft({ clock, large = false }) {
  const { due_at: due } = clock;
  const text = useNow((now) => timeLeft(Date.parse(due) - now));
  const how = useNow((now) => urgency(clock, now));
  const parts = text.split(/(\d[\d:]*)/).filter((part) => part.trim() !== '');
  return html`<span class=${`left ${large ? 'left-large' : ''}`} data-urgency=${how}>
    <time class="left-figures" datetime=${due} title=${instant(due)}>
      ${parts.map((part) => html`<span class=${/\d/.test(part) ? 'left-digits' : part === '−' ? 'left-sign' : 'left-unit'}>${part.trim()}</span>`)}
    </time>
    <span class="left-word">${how === 'overdue' ? t('left.overdue') : t('left.left')}</span>
  </span>`;
}
