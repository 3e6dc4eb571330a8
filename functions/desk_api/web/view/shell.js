import { html, useEffect, useLayoutEffect, useRef, useState } from '/vendor/htm-preact.js';
import { customerName } from '../desk/format/customer_name.js';
import { formatNumber, t } from '../desk/format/i18n.js';
import { showBadge } from '../desk/queue/badge.js';
import { queue, showQueue } from '../desk/queue/queue.js';
import { openTicket } from '../desk/queue/ticket.js';
import { isManager, me } from '../desk/session/me.js';
import { href, queueFilters, route } from '../desk/session/route.js';
import { session } from '../desk/session/session.js';
import { listenToShortcuts } from '../desk/session/shortcuts.js';
import { useStore } from '../desk/session/store.js';
import { DeliverabilityBanners, EncryptedMessageBanners, SessionEndedBanner, SilentChannelBanners } from './banners.js';
import { ListStatus } from './connection_status.js';
import { Icon, Logo } from './icon.js';
import { SearchResults, ShortcutHelp, UnsentReplies } from './lazy.js';
import { LazyPage } from './lazy_page.js';
import { directionOf, languageOf, Name } from './name.js';
import { NewBuild } from './new_build.js';
import { Outbox } from './outbox.js';
import { InlineText } from './post_text.js';
import { ActiveFilters } from './queue/filters.js';
import { QueueHeader, useOverdueCount, ViewTabs } from './queue/queue_header.js';
import { TicketList } from './queue/ticket_list.js';
import { AccountName, isWaiting } from './queue/ticket_row.js';
import { TicketPane } from './ticket/ticket.js';
import { TimeLeft } from './time_left.js';

/** The desk after sign-in: tabs, list and ticket. The list keeps its position while a ticket covers it. */
export function Desk() {
  const { page, ticket, show, account, q, channel, tag } = useStore(route);
  const { state } = useStore(session);
  useEffect(() => showQueue(queueFilters()), [show, account, channel, tag]);
  useLayoutEffect(() => openTicket(page === 'queue' ? ticket : null), [page, ticket]);
  const steer = useRef((/** @type {1 | -1} */ _by) => {});
  const [helps, help] = useState(0);
  useLayoutEffect(() => listenToShortcuts({ move: (by) => steer.current(by), help: () => help((n) => n + 1) }), []);
  useTitle();
  return html`<div class="shell">
    <div class="desk" data-page=${page} data-open=${ticket !== null && page === 'queue'}>
      <a class="skip" href=${page === 'queue' && ticket ? '#ticket' : '#main'}>${t('nav.skip')}</a>
      <${Tabs} />
      <main class="panes" id="main" tabindex="-1">
        ${
          page === 'reports' &&
          html`<div class="page">
            <${LazyPage} name="reports"
              load=${() => import('./reports/reports.js')} />
          </div>`
        }
        ${
          page === 'settings' &&
          html`<div class="page">
            <${LazyPage} name="settings"
              load=${() => import('./settings/settings.js')} />
          </div>`
        }
        <section class="list-pane" aria-labelledby="list-title" hidden=${page !== 'queue'}>
          <h1 class="visually-hidden" id="list-title">${t('nav.queue')}</h1>
          <${QueueHeader} />
          <${ViewTabs} />
          <${ActiveFilters} />
          ${show !== 'failed' && html`<${ListStatus} isSearching=${q !== ''} />`}
          <${SilentChannelBanners} />
          <${EncryptedMessageBanners} />
          <${DeliverabilityBanners} />
          ${
            q
              ? html`<${SearchResults} steer=${steer} />`
              : show === 'failed'
                ? html`<${UnsentReplies} />`
                : html`<${TicketList} steer=${steer} />`
          }
        </section>
        ${
          page === 'queue' &&
          html`<section class="ticket-pane" id="ticket" tabindex="-1">
            ${ticket ? html`<${TicketPane} key=${ticket} id=${ticket} />` : html`<${NothingOpen} />`}
          </section>`
        }
      </main>
      ${state === 'ended' && html`<${SessionEndedBanner} />`}
      ${helps > 0 && html`<${ShortcutHelp} turn=${helps} />`}
    </div>
    <${NewBuild} />
    <${Outbox} />
  </div>`;
}

/** The empty ticket pane: the ticket due next, if any. */
function NothingOpen() {
  const { rows, accounts } = useStore(queue);
  const next = rows.find((row) => row.clock && isWaiting(row));
  if (!next) return rows.length > 0 && html`<p class="no-open-ticket muted">${t('ticket.none')}</p>`;
  return html`<div class="no-open-ticket">
    <section class="next-ticket" aria-labelledby="next-title">
      <h2 class="muted" id="next-title">${t('next_ticket.title')}</h2>
      <p class="next-ticket-head">
        <${Name} class="next-ticket-name" text=${customerName(next.customer)} />
        <${TimeLeft} clock=${/** @type {import('../types/desk.d.ts').RunningClock} */ (next.clock)}
          answerBy=${next.answer_by} large=${true} />
      </p>
      <p class="muted">
        <${AccountName} account=${accounts.find((each) => each.id === next.account)} id=${next.account} />
      </p>
      ${
        next.excerpt &&
        html`<p class="next-ticket-excerpt" dir=${directionOf(next.excerpt)} lang=${languageOf(next.excerpt)}>
          <${InlineText} text=${next.excerpt} isInert=${true} />
        </p>`
      }
      <a class="button button-main" href=${href({ page: 'queue', ticket: next.id })}>${t('next_ticket.open')}</a>
    </section>
  </div>`;
}

/** The tabs: at the bottom on a phone, at the side on a wide screen. */
function Tabs() {
  const { page, show } = useStore(route);
  useStore(me);
  const queueTab = page === 'queue' && show !== 'mine';
  return html`<nav class="tabs" aria-label=${t('nav.label')}>
    <span class="tabs-logo"><${Logo} /></span>
    <${Tab} icon="queue" text=${t('nav.queue')} isHere=${queueTab}
      to=${{ page: 'queue', show: 'waiting', ticket: null }} />
    <${Tab} icon="mine" text=${t('nav.mine')} isHere=${page === 'queue' && show === 'mine'}
      to=${{ page: 'queue', show: 'mine', ticket: null }} />
    ${
      isManager() &&
      html`<${Tab} icon="reports" text=${t('nav.reports')} isHere=${page === 'reports'} to=${{ page: 'reports' }} />`
    }
    <${Tab} icon="settings" text=${t('nav.settings')} isHere=${page === 'settings'}
      to=${{ page: 'settings', kind: '', item: '' }} />
  </nav>`;
}

/**
 * @param {{ icon: string, text: string, isHere: boolean,
 *   to: Partial<import('../desk/session/route.js').Place> }} props
 */
function Tab({ icon, text, isHere, to }) {
  return html`<a class="tab" href=${href(to)} aria-current=${isHere ? 'page' : undefined}>
    <${Icon} name=${icon} /><span>${text}</span>
  </a>`;
}

/** Shows the number of overdue tickets in the window's title and favicon. */
function useTitle() {
  const { rows } = useStore(queue);
  const { page, ticket } = useStore(route);
  const overdue = useOverdueCount();
  const open = ticket ? rows.find((row) => row.id === ticket)?.customer.name : null;
  const where =
    page === 'reports' ? t('nav.reports') : page === 'settings' ? t('nav.settings') : (open ?? t('nav.queue'));
  useEffect(() => {
    document.title = `${overdue > 0 ? `(${formatNumber(overdue)}) ` : ''}${where} · Sokutō`;
  }, [overdue, where]);
  useEffect(() => showBadge(overdue), [overdue]);
}
