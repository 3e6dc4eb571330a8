import { html } from '/vendor/htm-preact.js';
import { handleOf, nameOf, profileOf } from '../../desk/customer_name.js';
import { t, word } from '../../desk/i18n.js';
import { me } from '../../desk/me.js';
import { now, useNow } from '../../desk/server_clock.js';
import { useStore } from '../../desk/store.js';
import { clockTime, duration, instant, moment } from '../../desk/time.js';
import { Icon } from '../icon.js';
import { Name } from '../name.js';
import { AccountName } from '../queue/ticket_row.js';
import { Why } from './deadline_explanation.js';
import { Notes } from './notes.js';
import { link } from './post.js';
import { Controls } from './ticket_fields.js';

export const sheets = ['/css/ticket_details.css'];

/** @typedef {import('../../types/desk.d.ts').TicketView} TicketView */
/** @typedef {import('../../types/desk.d.ts').Clock} Clock */
/** @typedef {import('../../types/desk.d.ts').Alert} Alert */
/** @typedef {import('../../types/desk.d.ts').HistoryEntry} HistoryEntry */

/**
 * What stands around the conversation: who, whose it is, what was noted, why it is due then, who was told, what was
 * done.
 * @param {{ view: TicketView, account: import('../../types/desk.d.ts').Account | undefined,
 *   note: { text: string, turn: number } }} props
 */
export function Context({ view, account, note }) {
  const { ticket, clocks, alerts, history } = view;
  const notes = history.filter((entry) => entry.kind === 'note');
  const deeds = history.filter((entry) => entry.kind !== 'note').toReversed();
  const profile = ticket.network === 'x' ? link(profileOf(ticket.customer)) : null;
  return html`<aside class="context" aria-label=${t('ticket.details')}>
    <section>
      <h2>${t('context.customer')}</h2>
      <p class="context-name"><${Name} text=${nameOf(ticket.customer)} /></p>
      <dl class="facts">
        <div>
          <dt>${t('context.handle')}</dt>
          <dd>
            ${
              profile
                ? html`<a class="quiet-link" href=${profile} target="_blank" rel="noopener noreferrer">
                  <${Name} text=${handleOf(ticket.customer)} /><${Icon} name="out" />
                </a>`
                : html`<${Name} text=${handleOf(ticket.customer)} />`
            }
          </dd>
        </div>
        <div><dt>${t('context.account')}</dt><dd><${AccountName} account=${account} id=${ticket.account} /></dd></div>
        <div><dt>${t('context.status')}</dt><dd>${word('status', ticket.status)}</dd></div>
        <div><dt>${t('context.opened')}</dt><dd>${moment(ticket.opened_at)}</dd></div>
        <${Holding} holder=${ticket.holder} />
      </dl>
      <${Controls} ticket=${ticket} />
    </section>
    <${Notes} id=${ticket.id} notes=${notes} start=${note} />
    <section>
      <h2>${t('context.clocks')}</h2>
      ${clocks.length === 0 && html`<p class="quiet">${t('context.no_clocks')}</p>`}
      ${clocks.toReversed().map((clock) => html`<${ClockFacts} key=${clock.id} clock=${clock} />`)}
    </section>
    ${
      alerts.length > 0 &&
      html`<section>
        <h2>${t('context.alerts')}</h2>
        <ul class="log">${alerts.toReversed().map((alert) => html`<${AlertEntry} alert=${alert} />`)}</ul>
      </section>`
    }
    ${
      deeds.length > 0 &&
      html`<section>
        <h2>${t('context.history')}</h2>
        <ul class="log">${deeds.map((deed) => html`<${Deed} deed=${deed} />`)}</ul>
      </section>`
    }
  </aside>`;
}

/** Who holds the claim, and until when. @param {{ holder: TicketView['ticket']['holder'] }} props */
function Holding({ holder }) {
  const { person } = useStore(me);
  const holds = useNow((at) => holder !== null && Date.parse(holder.until) > at);
  if (!holder || !holds) return null;
  return html`<div>
    <dt>${t('context.claim')}</dt>
    <dd>
      <${Name} text=${holder.sub === person?.sub ? t('row.me') : holder.name} />${' '}
      ${t('context.until', { time: clockTime(holder.until) })}
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
      <span class="clock-kind">${word('clock', kind)}</span>
      <span class="clock-result">
        ${elapsed_s === null ? word('clock_state', state) : duration(elapsed_s)}
        ${missed && html` <b class="clock-missed">${t('context.missed')}</b>`}
      </span>
    </summary>
    <dl class="facts">
      <div><dt>${t('context.due')}</dt><dd title=${instant(due_at)}>${moment(due_at)}</dd></div>
      ${stopped_at && html`<div><dt>${word('clock_state', state)}</dt><dd>${moment(stopped_at)}</dd></div>`}
      ${business_s !== null && html`<div><dt>${t('context.business')}</dt><dd>${duration(business_s)}</dd></div>`}
    </dl>
    <${Why} clock=${clock} />
  </details>`;
}

/** An alert that went out: when, to whom, how, and whether it arrived. @param {{ alert: Alert }} props */
function AlertEntry({ alert }) {
  return html`<li>
    <time>${moment(alert.fired_at ?? alert.due_at)}</time> <b>${word('step', alert.step)}</b>
    ${alert.sent.map(
      (each) => html`<span class="log-line">
        <${Name} text=${each.person} /> · ${word('how', each.how)} ·${' '}
        <span data-bad=${!['sent', 'collected', 'sending'].includes(each.state)}>${word('sent', each.state)}</span>
        ${each.reason && html` <bdi class="quiet">${each.reason}</bdi>`}
      </span>`,
    )}
    ${alert.sent.length === 0 && html`<span class="log-line">${unsent(alert.outcome)}</span>`}
  </li>`;
}

/** Why an alert stands here that reached nobody. @param {string | null} outcome */
function unsent(outcome) {
  if (outcome === 'overtaken') return t('alert.overtaken');
  return outcome === 'stale' ? t('alert.stale') : t('alert.nobody_yet');
}

/** @param {{ deed: HistoryEntry }} props */
function Deed({ deed }) {
  return html`<li>
    <time>${moment(deed.at)}</time> <b>${deed.kind === 'tags' ? t('context.tags') : word('deed', deed.kind)}</b>
    ${deed.reason && html` · <bdi>${word(deed.kind === 'priority' ? 'priority' : 'reason', deed.reason)}</bdi>`}
    ${deed.by && html`<span class="log-line"><${Name} text=${deed.by.name} /></span>`}
    ${deed.text && html`<span class="log-line" dir="auto">${deed.text}</span>`}
  </li>`;
}
