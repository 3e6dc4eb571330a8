import { html, useEffect, useLayoutEffect } from '/vendor/htm-preact.js';
import { useNow } from '../desk/clock.js';
import { isManager, me } from '../desk/me.js';
import { lookAt, queue } from '../desk/queue.js';
import { href, narrowing, place } from '../desk/route.js';
import { session } from '../desk/session.js';
import { useStore } from '../desk/store.js';
import { openTicket } from '../desk/ticket.js';
import { number, t } from '../desk/words.js';
import { AsOf, DeafBands, ReachBands, SessionEnded } from './bands.js';
import { Bar, Filters } from './bar.js';
import { Icon, Sign } from './icon.js';
import { Later } from './later.js';
import { List } from './list.js';
import { TicketPane } from './ticket.js';

/** The desk of somebody who is signed in: tabs, list, ticket. The list stays where it is while a ticket covers it. */
export function Desk() {
  const { page, ticket, show, account, q } = useStore(place);
  const { state } = useStore(session);
  useEffect(() => lookAt(narrowing()), [show, account, q]);
  useLayoutEffect(() => openTicket(page === 'queue' ? ticket : null), [page, ticket]);
  useTitle();
  return html`<div class="desk" data-page=${page} data-open=${ticket !== null && page === 'queue'}>
    <a class="skip" href=${page === 'queue' && ticket ? '#ticket' : '#main'}>${t('nav.skip')}</a>
    <${Tabs} />
    <main class="panes" id="main" tabindex="-1">
      ${page === 'numbers' && html`<div class="page"><${Later} name="numbers" load=${() => import('./numbers/numbers.js')} /></div>`}
      ${page === 'settings' && html`<div class="page"><${Later} name="settings" load=${() => import('./settings/settings.js')} /></div>`}
      <section class="list-pane" aria-labelledby="list-title" hidden=${page !== 'queue'}>
        <h1 class="unseen" id="list-title">${t('nav.queue')}</h1>
        <${Bar} />
        <${Filters} />
        <${AsOf} />
        <${DeafBands} />
        <${ReachBands} />
        <${List} />
      </section>
      ${page === 'queue' && html`<section class="ticket-pane" id="ticket" tabindex="-1">
        ${ticket ? html`<${TicketPane} key=${ticket} id=${ticket} />` : html`<p class="nothing-open quiet">${t('ticket.none')}</p>`}
      </section>`}
    </main>
    ${state === 'ended' && html`<${SessionEnded} />`}
  </div>`;
}

/** At the thumb on a phone, at the edge on a wide screen. */
function Tabs() {
  const { page, show } = useStore(place);
  useStore(me);
  const queueTab = page === 'queue' && show !== 'mine';
  return html`<nav class="tabs" aria-label=${t('nav.label')}>
    <span class="tabs-sign"><${Sign} /></span>
    <${Tab} icon="queue" text=${t('nav.queue')} isHere=${queueTab} to=${{ page: 'queue', show: 'waiting', ticket: null }} />
    <${Tab} icon="mine" text=${t('nav.mine')} isHere=${page === 'queue' && show === 'mine'} to=${{ page: 'queue', show: 'mine', ticket: null }} />
    ${isManager() && html`<${Tab} icon="numbers" text=${t('nav.numbers')} isHere=${page === 'numbers'} to=${{ page: 'numbers' }} />`}
    <${Tab} icon="settings" text=${t('nav.settings')} isHere=${page === 'settings'} to=${{ page: 'settings', kind: '', item: '' }} />
  </nav>`;
}

/** @param {{ icon: string, text: string, isHere: boolean, to: Partial<import('../desk/route.js').Place> }} props */
function Tab({ icon, text, isHere, to }) {
  return html`<a class="tab" href=${href(to)} aria-current=${isHere ? 'page' : undefined}><${Icon} name=${icon} /><span>${text}</span></a>`;
}

/** The window's title carries the number that must be nought. */
function useTitle() {
  const { counts, rows } = useStore(queue);
  const { page, ticket } = useStore(place);
  const loaded = counts.overdue?.n ?? 0;
  const lapsed = useNow((at) => rows.filter((row) => row.clock && Date.parse(row.clock.due_at) <= at).length);
  const overdue = Math.max(loaded, lapsed);
  const open = ticket ? rows.find((row) => row.id === ticket)?.customer.name : null;
  const where = page === 'numbers' ? t('nav.numbers') : page === 'settings' ? t('nav.settings') : open ?? t('nav.queue');
  useEffect(() => {
    document.title = `${overdue > 0 ? `(${number(overdue)}) ` : ''}${where} · Sokutō`;
  }, [overdue, where]);
}
