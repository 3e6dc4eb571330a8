import { html, useRef, useState } from '/vendor/htm-preact.js';
import { networkName } from '../../desk/format/network_name.js';
import { queue } from '../../desk/queue/queue.js';
import { DOUBTS, useReplyPreview } from '../../desk/replies/preview.js';
import { openNext, sendAndNext } from '../../desk/replies/send_and_next.js';
import { draftPosition, isRefused, newPostsSince, useSendReply } from '../../desk/replies/send_reply.js';
import { signOff, withSignOff } from '../../desk/replies/sign_off.js';
import { blanksIn } from '../../desk/replies/templates.js';
import { me } from '../../desk/session/me.js';
import { useStore } from '../../desk/session/store.js';
import {
  AlreadySent,
  AnswerChannel,
  DoubtNotice,
  ForbiddenNotice,
  HolderNotice,
  NewPosts,
  OwnWordsNotice,
  ReplyParts,
  SendWarnings,
  WritingHints,
} from '../lazy.js';
import { explainError } from '../use_action.js';
import { useClaim, useOtherHolder } from './claim.js';
import { ComposerFoot } from './composer_foot.js';
import { draftEditor } from './draft_editor.js';
import { ReplyField } from './reply_field.js';
import { OtherAccount, useSender } from './sender.js';
import { Blanks, useTemplateMenu } from './template_menu.js';
import { OfflineNotice, TroubleNotice } from './trouble_notices.js';
import { Undo, useUndo } from './undo.js';

/** @typedef {import('../../types/desk.d.ts').TicketView} TicketView */
/** @typedef {import('../../types/desk.d.ts').Holder} Holder */
/** @typedef {import('../../types/desk.d.ts').Post} Post */
/** @typedef {import('../../desk/replies/drafts.js').Draft} Draft */

/**
 * The reply form. A reply is sent from the account, and on the channel, of the post that it answers.
 * @param {{ view: TicketView, account: import('../../types/desk.d.ts').Account | undefined, target: Post | undefined,
 *   draft: Draft, write: (draft: Draft) => void, seen: { current: string }, showNewest: () => void,
 *   leaveNote: (to: Holder) => void }} props
 */
export function Composer({ view, account, target, draft, write, seen, showNewest, leaveNote }) {
  const { ticket, posts } = view;
  const { accounts, unreachable } = useStore(queue);
  const { isOn: signs } = useStore(signOff);
  const self = me.get().person?.sub ?? '';
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const opensNext = useRef(false);
  const [showsDoubt, showDoubt] = useState(false);

  const sender = useSender(ticket, accounts);
  const channel = draft.channel ?? target?.channel;
  const text = withSignOff(draft.text, signs);
  const asked = { account: sender.id, ticket: ticket.id, in_reply_to: target?.id, text: text.trim(), channel };
  const { preview, isFresh } = useReplyPreview(asked, (sender.other ?? account)?.state, target?.answer_by);
  const sending = useSendReply({
    view,
    self,
    draft,
    write,
    seen,
    asked,
    known: isFresh ? preview : null,
    handle: sender.other ? sender.typedHandle : null,
    showNewest,
    explain: explainError,
    done: () => {
      sender.reset();
      if (opensNext.current) openNext(ticket.id);
    },
  });
  const { sends, send, trouble, setTrouble, stops, setStops, stored, setStored, refusedFor, setRefusedFor } = sending;
  const holder = useOtherHolder(ticket.holder?.sub === self ? null : (refusedFor ?? ticket.holder));
  const { claim, takeOver } = useClaim({ ticket, self, text: draft.text, setRefusedFor, setTrouble });
  const editor = draftEditor({ view, target, draft, write, field, changed: () => stops.length > 0 && setStops([]) });
  const templates = useTemplateMenu({ ticketId: ticket.id, self, draft, field, editor });
  const undo = useUndo({ view, self, draft, write, field, sent: sending.sent });

  const news = newPostsSince(posts, draft, self);
  const newest = posts.findLast((post) => post.direction === 'inbound' && !post.deleted);
  const isPrivate = channel === 'direct';
  const network = networkName(ticket.account);
  const isHeldElsewhere = preview?.reason_code === 'held_elsewhere';
  const mayNotSend =
    !draft.text.trim() ||
    !target ||
    holder !== null ||
    sends ||
    (preview !== null && isRefused(preview)) ||
    !sender.isConfirmed;
  const submit = (/** @type {boolean} */ thenNext = sendAndNext.get().isOn) => {
    opensNext.current = thenNext;
    if (!mayNotSend) void send();
  };
  const goPublic = () => write({ ...draft, channel: 'public' });
  const goPrivate = () => write({ ...draft, channel: 'direct', in_reply_to: draft.in_reply_to ?? target?.id ?? null });
  const openPost = posts.findLast((post) => post.direction === 'inbound' && !post.deleted && post.channel === 'public');
  const answerInPublic =
    target?.channel === 'public'
      ? goPublic
      : openPost && (() => write({ ...draft, in_reply_to: openPost.id, channel: 'public' }));
  const answerNewest = () =>
    write({
      ...draft,
      in_reply_to: newest?.id ?? null,
      ...draftPosition(view),
      channel: newest?.channel === 'direct' ? 'direct' : draft.channel,
    });
  const goOnWriting = () => {
    setStops([]);
    if (!editor.selectBlank(0)) field.current?.focus();
  };
  const shownPreview = draft.text ? preview : null;
  return html`<form class="composer" data-private=${isPrivate} data-writing=${draft.text !== ''}
    onSubmit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      submit();
    }}>
    ${
      undo.held &&
      html`<${Undo} ticketId=${ticket.id} reply=${undo.held} begin=${undo.begin} restore=${undo.restoreHeld} />`
    }
    ${holder && html`<${HolderNotice} holder=${holder} takeOver=${takeOver} leaveNote=${leaveNote} />`}
    ${unreachable && html`<${OfflineNotice} />`}
    ${
      preview &&
      !preview.allowed &&
      html`<${ForbiddenNotice} preview=${preview} target=${target} account=${account} network=${network}
        inbox=${view.inbox_url} answerInPublic=${isPrivate ? answerInPublic : null} />`
    }
    ${
      preview &&
      (isHeldElsewhere || (showsDoubt && DOUBTS.includes(preview.reason_code))) &&
      html`<${DoubtNotice} reason=${preview.reason_code} network=${network} inbox=${view.inbox_url} />`
    }
    <${NewPosts} news=${news} read=${() => write({ ...draft, ...draftPosition(view) })}
      answerNewest=${newest && newest.id !== target?.id ? answerNewest : null} />
    ${
      sender.other &&
      html`<${OtherAccount} account=${sender.other} typed=${sender.typedHandle} type=${sender.typeHandle}
        back=${sender.reset} />`
    }
    ${templates.showsOwnWords && html`<${OwnWordsNotice} close=${templates.closeOwnWords} />`}
    ${trouble && html`<${TroubleNotice} trouble=${trouble} />`}
    ${stored && html`<${AlreadySent} reply=${stored} close=${() => setStored(null)} />`}
    <${SendWarnings} stops=${stops} network=${network} send=${() => void send(stops)} mend=${editor.mend}
      goOn=${goOnWriting} />
    ${
      target?.channel === 'public' &&
      preview?.message?.once &&
      html`<${AnswerChannel} message=${preview.message} isPrivate=${isPrivate} network=${network} goPublic=${goPublic}
        goPrivate=${goPrivate} />`
    }
    <${ReplyField} field=${field} text=${draft.text} target=${target} isReadOnly=${sends} editor=${editor}
      templates=${templates} claim=${claim} submit=${submit} />
    <${Blanks} blanks=${blanksIn(draft.text)} select=${editor.selectBlank} />
    <${WritingHints} warnings=${shownPreview?.warnings ?? []} cost=${preview?.message?.link_cost_usd ?? 0}
      names=${shownPreview?.names} network=${network} mend=${editor.mend} />
    <${ReplyParts} preview=${shownPreview} account=${sender.other ?? account} isPrivate=${isPrivate} />
    <${ComposerFoot} ticket=${ticket} account=${account} accounts=${accounts} sender=${sender} target=${target}
      newest=${newest} draft=${draft} text=${text} preview=${preview} isPrivate=${isPrivate} isOff=${mayNotSend}
      showsDoubt=${showsDoubt} showDoubt=${showDoubt} goPublic=${goPublic} goPrivate=${goPrivate}
      insert=${editor.insert} openTemplates=${templates.open} />
  </form>`;
}
