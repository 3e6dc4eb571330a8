import { html, useEffect, useLayoutEffect, useRef, useState } from '/vendor/htm-preact.js';
import { customerName } from '../../desk/format/customer_name.js';
import { labelOf, t } from '../../desk/format/i18n.js';
import { handleOn } from '../../desk/format/network_name.js';
import { formatInstant } from '../../desk/format/time.js';
import { queue } from '../../desk/queue/queue.js';
import { openedTicket, showOlderPosts } from '../../desk/queue/ticket.js';
import { keepDraft, readDraft } from '../../desk/replies/drafts.js';
import { draftPosition } from '../../desk/replies/send_reply.js';
import { me } from '../../desk/session/me.js';
import { closeTicket } from '../../desk/session/route.js';
import { useStore } from '../../desk/session/store.js';
import { readColleague, readPeople } from '../../desk/settings/people.js';
import { Composer } from '../composer/composer.js';
import { ConnectionTrouble } from '../connection_status.js';
import { Icon } from '../icon.js';
import { DeadlineExplanation, TicketDetails } from '../lazy.js';
import { Name } from '../name.js';
import { AccountName, AnswerWindow, isWaiting } from '../queue/ticket_row.js';
import { TimeLeft } from '../time_left.js';
import { Thread } from './thread.js';
import { TicketActions } from './ticket_actions.js';

/** @typedef {import('../../types/desk.d.ts').TicketView} TicketView */
/** @typedef {import('../../desk/replies/drafts.js').Draft} Draft */

/** The ticket pane: header, thread, composer and details. @param {{ id: string }} props */
export function TicketPane({ id }) {
  const { view, missing, trouble } = useStore(openedTicket);
  if (view && view.ticket.id === id) return html`<${OpenTicket} view=${view} trouble=${trouble} />`;
  return html`<div class="ticket ticket-waiting">
    <header class="ticket-head"><${Back} /></header>
    ${
      trouble
        ? html`<${ConnectionTrouble} trouble=${trouble} />`
        : html`<p class="muted">
          ${missing ? t('ticket.missing') : t('queue.loading')}
        </p>`
    }
  </div>`;
}

/** @param {{ view: TicketView, trouble: import('../../desk/session/polling.js').Trouble | null }} props */
function OpenTicket({ view, trouble }) {
  const { ticket, posts, replies, clocks, history, earlier, checked_at } = view;
  const { accounts } = useStore(queue);
  const { person } = useStore(me);
  const account = accounts.find((each) => each.id === ticket.account);
  const handle = handleOn(ticket.customer, ticket.account);
  const [showsDetails, showDetails] = useState(false);
  const [draft, setDraft] = useState(() => readDraft(person?.sub ?? '', ticket.id));
  const [jumps, jump] = useState(0);
  const [note, startNote] = useState({ text: '', turn: 0 });
  const seen = useRef('');
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    if (matchMedia('(width < 760px)').matches) heading.current?.focus();
  }, []);
  const write = (/** @type {Draft} */ next) => {
    keepDraft(person?.sub ?? '', ticket.id, next);
    setDraft(next);
  };
  /** Selects the post to answer, on its channel; a draft begun in private stays private. */
  const answer = (/** @type {string} */ post) => {
    const isDirect = posts.find((each) => each.id === post)?.channel === 'direct';
    write({ ...draft, in_reply_to: post, channel: isDirect ? 'direct' : draft.text ? draft.channel : null });
  };
  /**
   * Puts the text of a failed reply back into the draft, once, for the same post and channel, before anything written
   * since.
   */
  const edit = (/** @type {import('../../types/desk.d.ts').Reply} */ { text, in_reply_to, channel }) => {
    const unread = view.next_cursor ? in_reply_to : null;
    const to = posts.find((each) => [each.id, each.answer_id].includes(in_reply_to ?? ''))?.id ?? unread;
    write({
      ...draft,
      text: draft.text.includes(text) ? draft.text : [text, draft.text].filter(Boolean).join('\n'),
      in_reply_to: to,
      channel: channel === 'direct' ? 'direct' : (draft.channel ?? 'public'),
      ...draftPosition(view),
    });
  };
  const leaveNote = async (/** @type {import('../../types/desk.d.ts').Person} */ to) => {
    showDetails(true);
    const handle = (await readColleague(to.sub))?.handle;
    startNote(({ turn }) => ({ text: handle ? `@${handle} ` : '', turn: turn + 1 }));
  };
  useEffect(() => void readPeople(), []);
  const inbound = posts.filter((post) => post.direction === 'inbound' && !post.deleted);
  const target = inbound.find((post) => post.id === draft.in_reply_to) ?? inbound.at(-1);
  const answersUnread = Boolean(draft.in_reply_to && view.next_cursor && target?.id !== draft.in_reply_to);
  useEffect(() => {
    if (answersUnread) showOlderPosts(ticket.id).catch(() => {});
  }, [answersUnread, view.next_cursor]);
  const notes = history.filter((entry) => entry.kind === 'note');
  const reports = history.filter((entry) => entry.kind === 'answer_reported' && !entry.withdrawn);
  const running =
    clocks.find((clock) => clock.id === ticket.clock?.id) ?? clocks.find((clock) => clock.state === 'running');
  return html`<article class="ticket" data-details=${showsDetails} aria-label=${customerName(ticket.customer)}>
    <header class="ticket-head">
      <${Back} />
      <h1 class="ticket-title" ref=${heading} tabindex="-1">
        <${Name} class="ticket-name" text=${customerName(ticket.customer)} />
        <span class="ticket-where">
          ${handle && html`<${Name} text=${handle} /> →${' '}`}
          <${AccountName} account=${account} id=${ticket.account} showsNetwork=${true} />
        </span>
      </h1>
      ${
        ticket.clock && isWaiting(ticket)
          ? html`
            <button type="button" class="deadline-button" popovertarget="deadline-explanation">
              <${TimeLeft} clock=${ticket.clock} answerBy=${ticket.answer_by} large=${true} />
              <span class="visually-hidden">${t('deadline_explanation.button')}</span>
            </button>
            <div id="deadline-explanation" class="deadline-explanation" popover="auto">
              <p class="deadline-title">
                ${labelOf('clock', ticket.clock.kind)} ·${' '}
                ${t('deadline_explanation.due', { when: formatInstant(ticket.clock.due_at) })}
              </p>
              ${ticket.answer_by && html`<p><${AnswerWindow} until=${ticket.answer_by} /></p>`}
              ${running && html`<${DeadlineExplanation} clock=${running} />`}
            </div>
          `
          : html`<span class="ticket-status">${labelOf('status', ticket.status)}</span>`
      }
    </header>
    <${TicketActions} view=${view} account=${account} notes=${notes.length} showsDetails=${showsDetails}
      showDetails=${showDetails} />
    <${Thread} ticketId=${ticket.id} customer=${ticket.customer} inbox=${view.inbox_url ?? null} earlier=${earlier ?? 0}
      hasOlder=${Boolean(view.next_cursor)} checkedAt=${checked_at ?? null} posts=${posts} replies=${replies}
      notes=${notes} reports=${reports} account=${account} seen=${seen} jumps=${jumps} target=${target}
      answer=${answer} edit=${edit} />
    <${Composer} view=${view} account=${account} target=${target} draft=${draft} write=${write} seen=${seen}
      showNewest=${() => jump((n) => n + 1)} leaveNote=${leaveNote} />
    <${TicketDetails} view=${view} account=${account} note=${note} />
    ${trouble && html`<${ConnectionTrouble} trouble=${trouble} asOf=${view.as_of} />`}
  </article>`;
}

function Back() {
  return html`<button type="button" class="icon-button back" aria-label=${t('ticket.back')} onClick=${closeTicket}>
    <${Icon} name="back" />
  </button>`;
}
