import { html, useState } from '/vendor/htm-preact.js';
import { now } from '../desk/clock.js';
import { act } from '../desk/ticket.js';
import { clockTime, day, duration, instant, isSameDay, moment } from '../desk/time.js';
import { t, word } from '../desk/words.js';
import { useAct } from './act.js';
import { Icon } from './icon.js';
import { link } from './post.js';
import { langOf, Name } from './name.js';
import { AccountName } from './row.js';

/** @typedef {import('../types/desk.d.ts').TicketView} TicketView */
/** @typedef {import('../types/desk.d.ts').Clock} Clock */
/** @typedef {import('../types/desk.d.ts').Span} Span */
/** @typedef {import('../types/desk.d.ts').HistoryEntry} HistoryEntry */

/** What stands around the conversation: who, why it is due then, who was told, what was noted, what was done. @param {{ view: TicketView, account: import('../types/desk.d.ts').Account | undefined }} props */
export function Context({ view, account }) {
  const { ticket, clocks, alerts, history } = view;
  const notes = history.filter((entry) => entry.kind === 'note');
  const deeds = history.filter((entry) => entry.kind !== 'note').toReversed();
  const profile = ticket.network === 'x' ? link(`https://x.com/${encodeURIComponent(ticket.customer.username)}`) : null;
  return html`<aside class="context" aria-label=${t('ticket.details')}>
    <section>
      <h2>${t('context.customer')}</h2>
      <p class="context-name"><${Name} text=${ticket.customer.name} /></p>
      <dl class="facts">
        <div><dt>${t('context.handle')}</dt><dd>${profile
          ? html`<a class="quiet-link" href=${profile} target="_blank" rel="noopener noreferrer"><${Name} text=${`@${ticket.customer.username}`} /><${Icon} name="out" /></a>`
          : html`<${Name} text=${`@${ticket.customer.username}`} />`}</dd></div>
        <div><dt>${t('context.account')}</dt><dd><${AccountName} account=${account} id=${ticket.account} /></dd></div>
        <div><dt>${t('context.status')}</dt><dd>${word('status', ticket.status)}${ticket.priority !== 'normal' && ` · ${word('priority', ticket.priority)}`}</dd></div>
        <div><dt>${t('context.assignee')}</dt><dd>${ticket.assignee ? html`<${Name} text=${ticket.assignee.name} />` : t('context.nobody')}</dd></div>
        <div><dt>${t('context.opened')}</dt><dd>${moment(ticket.opened_at)}</dd></div>
        ${ticket.tags.length > 0 && html`<div><dt>${t('context.tags')}</dt><dd class="tags">${ticket.tags.map((tag) => html`<bdi class="mark mark-tag">${tag}</bdi>`)}</dd></div>`}
      </dl>
    </section>
    <section>
      <h2>${t('context.clocks')}</h2>
      ${clocks.length === 0 && html`<p class="quiet">${t('context.no_clocks')}</p>`}
      ${clocks.toReversed().map((clock) => html`<${ClockFacts} key=${clock.id} clock=${clock} />`)}
    </section>
    ${alerts.length > 0 && html`<section>
      <h2>${t('context.alerts')}</h2>
      <ul class="log">${alerts.map((alert) => html`<li>
        <time>${moment(alert.fired_at ?? alert.due_at)}</time> <b>${word('step', alert.step)}</b>
        ${alert.sent.map((each) => html`<span class="log-line"><bdi>${each.person}</bdi> · ${word('how', each.how)} · <span data-bad=${!['sent', 'collected'].includes(each.state)}>${word('sent', each.state)}</span></span>`)}
      </li>`)}</ul>
    </section>`}
    <section>
      <h2>${t('context.notes')}</h2>
      ${notes.map((note) => html`<div class="note"><p class="note-text" dir="auto" lang=${langOf(note.text ?? '')}>${note.text}</p>
        <p class="quiet"><bdi>${note.by?.name}</bdi> · ${moment(note.at)}</p></div>`)}
      <${NewNote} id=${ticket.id} />
    </section>
    ${deeds.length > 0 && html`<section>
      <h2>${t('context.history')}</h2>
      <ul class="log">${deeds.map((deed) => html`<${Deed} deed=${deed} />`)}</ul>
    </section>`}
  </aside>`;
}

/** @param {{ clock: Clock }} props */
function ClockFacts({ clock }) {
  const { kind, state, started_at, due_at, stopped_at, elapsed_s, business_s, target_s, late, trace, policy, calendar } = clock;
  const missed = state === 'answered' ? Date.parse(stopped_at ?? '') > Date.parse(due_at) : state === 'running' && Date.parse(due_at) < now();
  return html`<details class="clock" open=${state === 'running'} data-missed=${missed}>
    <summary><span class="clock-kind">${word('clock', kind)}</span>
      <span class="clock-result">${elapsed_s === null ? word('clock_state', state) : duration(elapsed_s)}${missed && html` <b class="clock-missed">${t('context.missed')}</b>`}</span></summary>
    <dl class="facts">
      <div><dt>${t('context.started')}</dt><dd>${moment(started_at)}${late && ` · ${t('post.late')}`}</dd></div>
      <div><dt>${t('context.due')}</dt><dd title=${instant(due_at)}>${moment(due_at)}</dd></div>
      ${stopped_at && html`<div><dt>${word('clock_state', state)}</dt><dd>${moment(stopped_at)}</dd></div>`}
      <div><dt>${t('context.target')}</dt><dd>${duration(target_s)}</dd></div>
      ${business_s !== null && html`<div><dt>${t('context.business')}</dt><dd>${duration(business_s)}</dd></div>`}
    </dl>
    ${trace.length > 0 && html`<p class="clock-why">${t('context.why')}</p><${Spans} spans=${trace} />`}
    <p class="quiet">${policy} · ${calendar}</p>
  </details>`;
}

/** The open hours that were counted, one a line, each with its length. @param {{ spans: Span[] }} props */
export function Spans({ spans }) {
  return html`<ul class="spans">${spans.map(({ from, to }) => html`<li>
    <span>${day(from)}</span>
    <span class="spans-hours">${clockTime(from)}–${isSameDay(from, to) ? clockTime(to) : moment(to)}</span>
    <span class="spans-length">${duration((Date.parse(to) - Date.parse(from)) / 1000)}</span>
  </li>`)}</ul>`;
}

/** @param {{ deed: HistoryEntry }} props */
function Deed({ deed }) {
  return html`<li><time>${moment(deed.at)}</time> <b>${deed.kind === 'tags' ? t('context.tags') : word('deed', deed.kind)}</b>
    ${deed.reason && ` · ${word(deed.kind === 'priority' ? 'priority' : 'reason', deed.reason)}`}
    ${deed.by && html`<span class="log-line"><bdi>${deed.by.name}</bdi></span>`}
    ${deed.text && html`<span class="log-line" dir="auto">${deed.text}</span>`}</li>`;
}

/** @param {{ id: string }} props */
function NewNote({ id }) {
  const [text, write] = useState('');
  const { busy, trouble, run } = useAct();
  const onSubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (text.trim()) void run(() => act(id, 'notes', { text: text.trim() })).then((done) => { if (done) write(''); });
  };
  return html`<form class="new-note" onSubmit=${onSubmit}>
    <textarea rows="2" maxlength="4000" dir="auto" value=${text} placeholder=${t('note.placeholder')} aria-label=${t('note.placeholder')}
      onInput=${(/** @type {{ currentTarget: HTMLTextAreaElement }} */ { currentTarget }) => write(currentTarget.value)}></textarea>
    <button type="submit" class="button" disabled=${busy || !text.trim()}>${t('note.add')}</button>
    ${trouble && html`<p class="trouble" role="alert"><${Icon} name="warn" /><span>${trouble}</span></p>`}
  </form>`;
}
