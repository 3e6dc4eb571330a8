import { html } from '/vendor/htm-preact.js';
import { customerName } from '../../desk/format/customer_name.js';
import { addTexts, labelOf, t } from '../../desk/format/i18n.js';
import { handleOn } from '../../desk/format/network_name.js';
import { formatDuration, formatInstant, formatMoment, formatTime } from '../../desk/format/time.js';
import { me } from '../../desk/session/me.js';
import { now, useNow } from '../../desk/session/server_clock.js';
import { useStore } from '../../desk/session/store.js';
import { Icon } from '../icon.js';
import { Name } from '../name.js';
import { AccountName } from '../queue/ticket_row.js';
import { safeLink } from '../safe_link.js';
import { DeadlineExplanation } from './deadline_explanation.js';
import { Notes } from './notes.js';
import { TicketFields } from './ticket_fields.js';

await addTexts('details');

/** @typedef {import('../../types/desk.d.ts').TicketView} TicketView */
/** @typedef {import('../../types/desk.d.ts').Clock} Clock */
/** @typedef {import('../../types/desk.d.ts').Alert} Alert */
/** @typedef {import('../../types/desk.d.ts').HistoryEntry} HistoryEntry */

/**
 * The details of a ticket: customer, fields, notes, clocks, alerts and history.
 * @param {{ view: TicketView, account: import('../../types/desk.d.ts').Account | undefined,
 *   note: { text: string, turn: number } }} props
 */
export function TicketDetails({ view, account, note }) {
  const { ticket, clocks, alerts, history } = view;
  const notes = history.filter((entry) => entry.kind === 'note');
  const deeds = history.filter((entry) => entry.kind !== 'note').toReversed();
  const profile = safeLink(view.customer_url);
  const handle = handleOn(ticket.customer, ticket.account);
  return html`<aside class="ticket-details" aria-label=${t('ticket.details')}>
    <section>
      <h2>${t('ticket_details.customer')}</h2>
      <p class="ticket-details-name"><${Name} text=${customerName(ticket.customer)} /></p>
      <dl class="facts">
        ${
          handle &&
          html`<div>
          <dt>${t('ticket_details.handle')}</dt>
          <dd>
            ${
              profile
                ? html`<a class="text-link" href=${profile} target="_blank" rel="noopener noreferrer">
                  <${Name} text=${handle} /><${Icon} name="out" />
                </a>`
                : html`<${Name} text=${handle} />`
            }
          </dd>
        </div>`
        }
        <div>
          <dt>${t('ticket_details.account')}</dt><dd><${AccountName} account=${account} id=${ticket.account} /></dd>
        </div>
        <div><dt>${t('ticket_details.status')}</dt><dd>${labelOf('status', ticket.status)}</dd></div>
        <div><dt>${t('ticket_details.opened')}</dt><dd>${formatMoment(ticket.opened_at)}</dd></div>
        ${
          view.blocked_since &&
          html`<div>
            <dt>${t('ticket_details.blocked')}</dt>
            <dd>
              <span class="mark mark-flag">
                ${t('ticket_details.since', { when: formatMoment(view.blocked_since) })}
              </span>
            </dd>
          </div>`
        }
        <${Holding} holder=${ticket.holder} />
      </dl>
      <${TicketFields} ticket=${ticket} />
    </section>
    <${Notes} id=${ticket.id} notes=${notes} start=${note} />
    <section>
      <h2>${t('ticket_details.clocks')}</h2>
      ${clocks.length === 0 && html`<p class="muted">${t('ticket_details.no_clocks')}</p>`}
      ${clocks.toReversed().map((clock) => html`<${ClockFacts} key=${clock.id} clock=${clock} />`)}
    </section>
    ${
      alerts.length > 0 &&
      html`<section>
        <h2>${t('ticket_details.alerts')}</h2>
        <ul class="log">${alerts.toReversed().map((alert) => html`<${AlertEntry} alert=${alert} />`)}</ul>
      </section>`
    }
    ${
      deeds.length > 0 &&
      html`<section>
        <h2>${t('ticket_details.history')}</h2>
        <ul class="log">${deeds.map((deed) => html`<${Deed} deed=${deed} />`)}</ul>
      </section>`
    }
    ${view.next_cursor && html`<section><p class="muted">${t('ticket_details.newest_only')}</p></section>`}
  </aside>`;
}

/** The holder of the claim, and its end. @param {{ holder: TicketView['ticket']['holder'] }} props */
function Holding({ holder }) {
  const { person } = useStore(me);
  const holds = useNow((at) => holder !== null && Date.parse(holder.until) > at);
  if (!holder || !holds) return null;
  return html`<div>
    <dt>${t('ticket_details.claim')}</dt>
    <dd>
      <${Name} text=${holder.sub === person?.sub ? t('ticket_row.me') : holder.name} />${' '}
      ${t('ticket_details.until', { time: formatTime(holder.until) })}
    </dd>
  </div>`;
}

/** @param {{ clock: Clock }} props */
function ClockFacts({ clock }) {
  const { kind, state, due_at, stopped_at, elapsed_s, business_s } = clock;
  const missed =
    state === 'answered'
      ? Date.parse(stopped_at ?? '') > Date.parse(due_at)
      : state === 'running' && Date.parse(due_at) < now();
  return html`<details class="clock" open=${state === 'running'} data-missed=${missed}>
    <summary>
      <span class="clock-kind">${labelOf('clock', kind)}</span>
      <span class="clock-result">
        ${elapsed_s === null ? labelOf('clock_state', state) : formatDuration(elapsed_s)}
        ${missed && html` · <b class="clock-missed">${t('ticket_details.missed')}</b>`}
      </span>
    </summary>
    <dl class="facts">
      <div><dt>${t('ticket_details.due')}</dt><dd title=${formatInstant(due_at)}>${formatMoment(due_at)}</dd></div>
      ${stopped_at && html`<div><dt>${labelOf('clock_state', state)}</dt><dd>${formatMoment(stopped_at)}</dd></div>`}
      ${
        business_s !== null &&
        html`<div>
          <dt>${t('ticket_details.business')}</dt><dd>${formatDuration(business_s)}</dd>
        </div>`
      }
    </dl>
    <${DeadlineExplanation} clock=${clock} />
  </details>`;
}

/** An alert: time, recipients, method and delivery state. @param {{ alert: Alert }} props */
function AlertEntry({ alert }) {
  return html`<li>
    <time>${formatMoment(alert.fired_at ?? alert.due_at)}</time> <b>${labelOf('step', alert.step)}</b>
    ${alert.sent.map(
      (each) => html`<span class="log-line">
        <${Name} text=${each.person} /> · ${labelOf('alert_method', each.how)} ·${' '}
        <span data-bad=${!['sent', 'collected', 'sending'].includes(each.state)}>
          ${labelOf('alert_state', each.state)}
        </span>
        ${each.reason && html` <bdi class="muted">${each.reason}</bdi>`}
      </span>`,
    )}
    ${alert.sent.length === 0 && html`<span class="log-line">${unsent(alert.outcome)}</span>`}
  </li>`;
}

/** The reason why an alert was not sent. @param {string | null} outcome */
function unsent(outcome) {
  if (outcome === 'overtaken') return t('alert.overtaken');
  return outcome === 'stale' ? t('alert.stale') : t('alert.nobody_yet');
}

/** @param {{ deed: HistoryEntry }} props */
function Deed({ deed }) {
  const isModeration = deed.kind === 'moderated';
  const action = isModeration ? `${deed.kind}_${deed.reason}` : deed.kind;
  const reason = isModeration ? null : deed.reason;
  return html`<li>
    <time>${formatMoment(deed.at)}</time>${' '}
    <b>${deed.kind === 'tags' ? t('ticket_details.tags') : labelOf('history_action', action)}</b>
    ${deed.outcome === 'unknown' && html` · ${t('ticket_details.outcome_unknown')}`}
    ${reason && html` · <bdi>${labelOf(deed.kind === 'priority' ? 'priority' : 'reason', reason)}</bdi>`}
    ${deed.answered_at && html` · ${t('ticket_details.answered', { when: formatMoment(deed.answered_at) })}`}
    ${deed.by && html`<span class="log-line"><${Name} text=${deed.by.name} /></span>`}
    ${deed.text && html`<span class="log-line" dir="auto">${deed.text}</span>`}
  </li>`;
}
