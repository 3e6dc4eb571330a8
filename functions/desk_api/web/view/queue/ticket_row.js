import { html } from '/vendor/htm-preact.js';
import { accountLabel } from '../../desk/format/account_label.js';
import { customerName } from '../../desk/format/customer_name.js';
import { labelOf, t } from '../../desk/format/i18n.js';
import { handleOn } from '../../desk/format/network_name.js';
import { closesFirst, formatInstant, formatMoment, urgency } from '../../desk/format/time.js';
import { me } from '../../desk/session/me.js';
import { href } from '../../desk/session/route.js';
import { useNow } from '../../desk/session/server_clock.js';
import { Icon } from '../icon.js';
import { directionOf, initials, languageOf, Name } from '../name.js';
import { NetworkSign } from '../network_sign.js';
import { InlineText } from '../post_text.js';
import { TimeLeft } from '../time_left.js';

/** @typedef {import('../../types/desk.d.ts').Ticket} Ticket */
/** @typedef {import('../../types/desk.d.ts').Account} Account */

/** Flags of a ticket, the most serious first. */
const FLAGS = ['reply_failed', 'reply_unknown', 'partly_sent', 'held_elsewhere', 'look', 'fallback_deadline'];

/**
 * A ticket in the list: customer, time left, excerpt and marks. It is positioned absolutely, since its neighbours may
 * not be drawn; `place` of `of` is for screen readers; `said` replaces the excerpt.
 * @param {{ ticket: Ticket, account: Account | undefined, isOpen: boolean, hasLeft: boolean, top: number,
 *   place: number, of: number, said?: any }} props
 */
export function TicketRow({ ticket, account, isOpen, hasLeft, top, place, of, said }) {
  const { id, customer, clock, excerpt, answer_by } = ticket;
  const handle = handleOn(customer, ticket.account);
  const how = useNow((now) => {
    if (hasLeft || !clock || !isWaiting(ticket)) return 'none';
    return urgency(closesFirst(clock, answer_by, now) ? { ...clock, due_at: answer_by ?? '' } : clock, now);
  });
  return html`<li class="row" data-urgency=${how} data-left=${hasLeft} data-waits=${clock !== null}
    style=${{ transform: `translateY(${top}px)` }} aria-posinset=${place} aria-setsize=${of}>
    <a class="row-link" href=${href({ page: 'queue', ticket: id })} aria-current=${isOpen ? 'true' : undefined}
      data-ticket=${id}>
      <${Name} class="row-name" text=${customerName(customer)} />
      ${
        clock && isWaiting(ticket) && !hasLeft
          ? html`<${TimeLeft} clock=${clock} answerBy=${answer_by} />`
          : html`<span class="row-when">${hasLeft ? t('ticket_row.left') : formatMoment(ticket.last_post_at)}</span>`
      }
      <span class="row-where">
        ${handle && html`<${Name} text=${handle} /><span class="row-to">→</span>`}
        <${AccountName} account=${account} id=${ticket.account} showsNetwork=${true} />
      </span>
      ${
        said ??
        html`<span class="row-excerpt" dir=${directionOf(excerpt)} lang=${languageOf(excerpt)}>
          ${
            ticket.flags.includes('content_warning') &&
            html`<${Icon} name="warn" /><span class="visually-hidden">${t('post.content_warning')}</span>${' '}`
          }
          ${excerpt ? html`<${InlineText} text=${excerpt} isInert=${true} />` : withoutWords(ticket)}
        </span>`
      }
      <${Marks} ticket=${ticket} />
    </a>
  </li>`;
}

/** What stands for words that are not there. @param {Ticket} ticket */
function withoutWords({ flags, excerpt_media }) {
  if (excerpt_media) return labelOf('excerpt_media', excerpt_media);
  return flags.includes('wordless') ? t('ticket_row.wordless') : t('post.deleted');
}

/** Until when the network takes an answer (N3). @param {{ until: string }} props */
export function AnswerWindow({ until }) {
  const isOver = useNow((now) => Date.parse(until) <= now);
  return html`<span class="mark answer-window" data-over=${isOver} title=${formatInstant(until)}>
    <${Icon} name="late" />
    <span>${isOver ? t('answer_window.closed') : t('answer_window.until', { when: formatMoment(until) })}</span>
  </span>`;
}

/** A ticket answered a moment ago may still have its last clock. @param {Ticket} ticket */
export const isWaiting = ({ status }) => status === 'new' || status === 'open';

/**
 * An account's name with its colour, in the shape of its network's sign; `showsNetwork` says the network's name too.
 * @param {{ account: Account | undefined, id: string, showsNetwork?: boolean }} props
 */
export function AccountName({ account, id, showsNetwork = false }) {
  const style = { '--dot': account?.colour ?? undefined };
  return html`<span class="account" style=${style}>
    ${account?.network_sign ? html`<${NetworkSign} sign=${account.network_sign} />` : html`<i class="account-dot"></i>`}
    ${showsNetwork && account?.network_name && html`<span class="account-network">${account.network_name}</span>`}
    <${Name} text=${account ? accountLabel(account) : id} />
  </span>`;
}

/** @param {{ ticket: Ticket }} props */
function Marks({ ticket }) {
  const { status, priority, tags, flags, holder, assignee, late, answer_by } = ticket;
  const self = me.get().person?.sub;
  const person = holder ?? assignee;
  return html`<span class="row-marks">
    <span class="mark mark-status">${labelOf('status', status)}</span>
    ${priority !== 'normal' && html`<span class="mark mark-priority">${labelOf('priority', priority)}</span>`}
    ${FLAGS.filter((flag) => flags.includes(flag)).map(
      (flag) => html`<span class="mark mark-flag">
        <${Icon} name="flag" />${labelOf('flag', flag)}
      </span>`,
    )}
    ${isWaiting(ticket) && answer_by && html`<${AnswerWindow} until=${answer_by} />`}
    ${late && html`<span class="mark"><${Icon} name="late" />${t('post.late')}</span>`}
    ${tags.slice(0, 3).map((tag) => html`<bdi class="mark mark-tag">${tag}</bdi>`)}
    ${tags.length > 3 && html`<span class="mark">+${tags.length - 3}</span>`}
    ${
      person &&
      html`<span class="mark mark-person" data-writing=${holder !== null}>
        ${holder && html`<${Icon} name="pen" />`}
        ${person.sub === self ? t('ticket_row.me') : html`<abbr title=${person.name}>${initials(person.name)}</abbr>`}
        <span class="visually-hidden">
          ${holder ? t('ticket_row.writing', { name: person.name }) : t('ticket_row.assigned', { name: person.name })}
        </span>
      </span>`
    }
  </span>`;
}
