import { html, useState } from '/vendor/htm-preact.js';
import { addTexts, t } from '../../desk/format/i18n.js';
import { networkName } from '../../desk/format/network_name.js';
import { fieldTime, formatInstant, formatMoment, formatTime, instantOf } from '../../desk/format/time.js';
import { actOnTicket, reportAnswer } from '../../desk/queue/ticket.js';
import { announce } from '../../desk/session/announce.js';
import { now } from '../../desk/session/server_clock.js';
import { Icon } from '../icon.js';
import { Name } from '../name.js';
import { useAction } from '../use_action.js';

await addTexts('limits');

/** @typedef {import('../../types/desk.d.ts').HistoryEntry} HistoryEntry */

/** Minutes ago that one tap gives; any other time is typed. */
const AGO = [0, 5, 15, 30, 60];
const OTHER = 'other';
const MINUTE_MS = 60_000;

/**
 * Reports an answer that was given in the network's own app, which does not show it to the desk (N5): just now, unless
 * the person says when.
 * @param {{ view: import('../../types/desk.d.ts').TicketView }} props
 */
export function ReportAnswer({ view }) {
  const { ticket, posts } = view;
  const { busy, trouble, run } = useAction();
  const [ago, setAgo] = useState('0');
  const [typed, type] = useState('');
  const since = Date.parse(ticket.waiting_since ?? ticket.last_post_at);
  const network = networkName(ticket.account);
  const choose = (/** @type {string} */ chosen) => {
    setAgo(chosen);
    type(fieldTime(now()));
  };
  const onSubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    void run(async () => {
      await reportAnswer(ticket.id, posts.at(-1)?.id ?? '', timeGiven(ago, typed, since));
      announce(t('native_answer.said', { network }));
    });
  };
  return html`<form class="native-answer" onSubmit=${onSubmit}>
    <button type="submit" class="button" disabled=${busy || (ago === OTHER && !typed)}>
      <${Icon} name="check" />${t('native_answer.report', { network })}
    </button>
    <select class="field" aria-label=${t('native_answer.when')} value=${ago} disabled=${busy}
      onChange=${(/** @type {{ currentTarget: HTMLSelectElement }} */ { currentTarget }) =>
        choose(currentTarget.value)}>
      ${AGO.filter((minutes) => minutes === 0 || now() - minutes * MINUTE_MS > since).map(
        (minutes) => html`<option key=${minutes} value=${minutes} selected=${ago === `${minutes}`}>
          ${
            minutes === 0
              ? t('native_answer.now')
              : t('native_answer.ago', { n: minutes, time: formatTime(now() - minutes * MINUTE_MS) })
          }
        </option>`,
      )}
      <option value=${OTHER} selected=${ago === OTHER}>${t('native_answer.other')}</option>
    </select>
    ${
      ago === OTHER &&
      html`<input class="field" type="datetime-local" required aria-label=${t('native_answer.when')}
        min=${fieldTime(since)} max=${fieldTime(now())} value=${typed} disabled=${busy}
        onInput=${(/** @type {{ currentTarget: HTMLInputElement }} */ { currentTarget }) =>
          type(currentTarget.value)} />`
    }
    ${trouble && html`<p class="trouble" role="alert"><${Icon} name="warn" /><span>${trouble}</span></p>`}
  </form>`;
}

/**
 * An answer that a person reported, in its place in the thread; it can be taken back.
 * @param {{ ticketId: string, account: string, report: HistoryEntry }} props
 */
export function ReportedAnswer({ ticketId, account, report }) {
  const { busy, trouble, run } = useAction();
  const at = report.answered_at ?? report.at;
  const withdraw = () =>
    void run(async () => {
      await actOnTicket(ticketId, `answered/${encodeURIComponent(report.id)}/withdraw`);
      announce(t('native_answer.withdrawn'));
    });
  return html`<li class="post reported-answer" data-report=${report.id}>
    <p class="post-head">
      <${Icon} name="check" />
      <b>${t('native_answer.answered', { network: networkName(account) })}</b>
      <time class="post-time" datetime=${at} title=${formatInstant(at)}>${formatTime(at)}</time>
    </p>
    <p class="post-foot">
      <span>
        ${t('native_answer.by_hand')} <${Name} text=${report.by?.name ?? ''} /> ${formatMoment(report.at)}
      </span>
      <button type="button" class="text-link" disabled=${busy} onClick=${withdraw}>
        ${t('native_answer.withdraw')}
      </button>
    </p>
    ${trouble && html`<p class="trouble" role="alert"><${Icon} name="warn" /><span>${trouble}</span></p>`}
  </li>`;
}

/**
 * The time of the answer as the API reads it; null for just now. A post of this minute is not later than its own
 * answer.
 * @param {string} ago @param {string} typed @param {number} since
 */
function timeGiven(ago, typed, since) {
  if (ago === '0') return null;
  const at = ago === OTHER ? instantOf(typed) : Math.max(since, now() - Number(ago) * MINUTE_MS);
  return new Date(at).toISOString();
}
