import { html, useState } from '/vendor/htm-preact.js';
import { get, ticketPath } from '../desk/api.js';
import { day } from '../desk/time.js';
import { t, word } from '../desk/words.js';
import { useAct } from './act.js';
import { Icon } from './icon.js';
import { PostEntry } from './post.js';

/** @typedef {import('../types/desk.d.ts').EarlierTicket} EarlierTicket */

/** What the customer and the account said to each other before: read when it is asked for. @param {{ ticketId: string, count: number }} props */
export function Earlier({ ticketId, count }) {
  const [tickets, setTickets] = useState(/** @type {EarlierTicket[] | null} */ (null));
  const { busy, trouble, run } = useAct();
  if (count === 0) return null;
  const read = () => void run(async () => setTickets((await get(`${ticketPath(ticketId)}/earlier`)).tickets));
  if (!tickets) {
    return html`<li class="earlier"><button type="button" class="button" disabled=${busy} onClick=${read}>${t('earlier.show', { n: count })}</button>
      ${trouble && html`<p class="trouble" role="alert"><${Icon} name="warn" /><span>${trouble}</span></p>`}</li>`;
  }
  return html`${tickets.map(({ ticket, posts }) => html`
    <li class="day earlier-head" key=${ticket.id}><span>${day(ticket.opened_at)} · ${word('status', ticket.status)}</span></li>
    ${posts.map((post) => html`<${PostEntry} key=${`earlier-${post.id}`} post=${post} isNew=${false} isAnswered=${false} answer=${null} isEarlier=${true} />`)}`)}
    <li class="day earlier-now"><span>${t('earlier.now')}</span></li>`;
}
