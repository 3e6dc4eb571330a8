import { html, useState } from '/vendor/htm-preact.js';
import { labelOf, t } from '../../desk/format/i18n.js';
import { formatDay } from '../../desk/format/time.js';
import { get, ticketPath } from '../../desk/session/api.js';
import { Icon } from '../icon.js';
import { useAction } from '../use_action.js';
import { PostEntry } from './post.js';

/** @typedef {import('../../types/desk.d.ts').EarlierTicket} EarlierTicket */

/** The customer's earlier tickets, read on demand, newest first. @param {{ ticketId: string, count: number }} props */
export function EarlierTickets({ ticketId, count }) {
  const [tickets, setTickets] = useState(/** @type {EarlierTicket[]} */ ([]));
  const [more, setMore] = useState(true);
  const { busy, trouble, run } = useAction();
  const older = Math.max(1, count - tickets.length);
  const read = () =>
    void run(async () => {
      const before = tickets.length > 0 ? `?before=${encodeURIComponent(tickets[0].ticket.id)}` : '';
      const answer = await get(`${ticketPath(ticketId)}/earlier${before}`);
      setTickets([...answer.tickets, ...tickets]);
      setMore(answer.more);
    });
  return html`
    ${
      more &&
      count > 0 &&
      html`<li class="earlier" key="more">
        <button type="button" class="button" disabled=${busy} onClick=${read}>
          ${t('earlier_tickets.show', { n: older })}
        </button>
        ${trouble && html`<p class="trouble" role="alert"><${Icon} name="warn" /><span>${trouble}</span></p>`}
      </li>`
    }
    ${tickets.map(
      ({ ticket, posts }) => html`
        <li class="day earlier-head" key=${ticket.id}>
          <span>${formatDay(ticket.opened_at)} · ${labelOf('status', ticket.status)}</span>
        </li>
        ${posts.map(
          (post) => html`<${PostEntry} key=${`earlier-${post.id}`} post=${post} isNew=${false} isAnswered=${false}
            answer=${null} />`,
        )}
      `,
    )}
    ${tickets.length > 0 && html`<li class="day earlier-now" key="now"><span>${t('earlier_tickets.now')}</span></li>`}
  `;
}
