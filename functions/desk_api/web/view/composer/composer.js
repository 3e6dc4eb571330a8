import { html, useEffect, useLayoutEffect, useRef, useState } from '/vendor/htm-preact.js';
import { ProblemError } from '../../desk/api.js';
import { now, useNow } from '../../desk/server_clock.js';
import { dropDraft, readDraft } from '../../desk/drafts.js';
import { isManager, me } from '../../desk/me.js';
import { usePreview } from '../../desk/reply_preview.js';
import { queue } from '../../desk/queue.js';
import { isHopeless, newsFor, standing, useSending } from '../../desk/send_reply.js';
import { openNext, sendAndNext } from '../../desk/send_and_next.js';
import { signOff, signed } from '../../desk/sign_off.js';
import { useStore } from '../../desk/store.js';
import { askedFor, blanksIn, isTimeForOwnWords, matching, useTemplates } from '../../desk/templates.js';
import { act, letGo } from '../../desk/ticket.js';
import { clockTime } from '../../desk/time.js';
import { t, word } from '../../desk/i18n.js';
import { explain } from '../use_action.js';
import { Cautions, Hints, Stored } from './send_warnings.js';
import { isHandleOf, OtherAccount, SendButton } from './sender.js';
import { Icon } from '../icon.js';
import { langOf, writingLang } from '../name.js';
import { News } from './new_posts.js';
import { Count, Parts } from './reply_parts.js';
import { link } from '../ticket/post.js';
import { TemplateList } from './template_list.js';
import { Tools } from './toolbar.js';
import { heldBy, Undo } from './undo.js';

/** @typedef {import('../../types/desk.d.ts').TicketView} TicketView */
/** @typedef {import('../../types/desk.d.ts').Holder} Holder */
/** @typedef {import('../../types/desk.d.ts').Template} Template */
/** @typedef {import('../../desk/drafts.js').Draft} Draft */

/** A lease of ten minutes is renewed by typing after 45 seconds, for the desk takes a claim for idle after 90 (W3); it is asked for at most so often. */
const RENEW_LEFT_MS = 10 * 60_000 - 45_000;
const CLAIM_EVERY_MS = 15_000;

/**
 * Where the answer is written. It leaves from the account, and on the channel, of the post that it answers.
 * @param {{ view: TicketView, account: import('../../types/desk.d.ts').Account | undefined, target: import('../../types/desk.d.ts').Post | undefined, draft: Draft, write: (draft: Draft) => void, seen: { current: string }, showNewest: () => void, leaveNote: (to: Holder) => void }} props
 */
export function Composer({ view, account, target, draft, write, seen, showNewest, leaveNote }) {
  const { ticket, posts, replies } = view;
  const { accounts, unreachable } = useStore(queue);
  const self = me.get().person?.sub ?? '';
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const keys = useRef(/** @type {((event: KeyboardEvent) => boolean) | null} */ (null));
  const undoing = useRef('');
  const [from, setFrom] = useState(ticket.account);
  const [handle, type] = useState('');
  const [stroke, setStroke] = useState(/** @type {{ query: string, start: number } | null} */ (null));
  const [ownWords, setOwnWords] = useState(false);
  const [doubts, showDoubts] = useState(false);
  const { isOn: signs } = useStore(signOff);

  /** Another account is chosen, and its handle typed, for one answer (R3). */
  const fromOwn = () => { setFrom(ticket.account); type(''); };
  const other = accounts.find((each) => each.id === from && each.id !== ticket.account);
  const channel = draft.channel ?? target?.channel;
  const text = signed(draft.text, signs);
  const asked = { account: from, ticket: ticket.id, in_reply_to: target?.id, text: text.trim(), channel };
  const { preview, isFresh } = usePreview(asked, (other ?? account)?.state);
  const goesOn = useRef(false);
  const sending = useSending({
    view, self, draft, write, seen, asked, known: isFresh ? preview : null,
    handle: other ? handle : null, showNewest, explain, done: () => { fromOwn(); if (goesOn.current) openNext(ticket.id); },
  });
  const { sends, send, trouble, stops, setStops, stored, setStored, refusedFor, setRefusedFor, sent } = sending;
  const holder = useOtherHolder(ticket.holder?.sub === self ? null : refusedFor ?? ticket.holder);
  const claim = useClaim(view, self, draft.text, setRefusedFor);
  useGrowing(field, draft.text);

  const templates = useTemplates(ticket.id, stroke !== null);
  const news = newsFor(posts, draft, self);
  const blanks = blanksIn(draft.text);
  const newest = posts.findLast((post) => post.direction === 'inbound' && !post.deleted);
  const held = heldBy(replies, self);
  const isPrivate = channel === 'direct';
  const isForbidden = preview !== null && !preview.allowed;
  const isOff = preview !== null && isHopeless(preview);
  const mayNotSend = !draft.text.trim() || !target || holder !== null || sends || isOff || (other !== undefined && !isHandleOf(handle, other));
  const toSend = (/** @type {boolean} */ thenNext = sendAndNext.get().isOn) => {
    goesOn.current = thenNext;
    if (!mayNotSend) void send();
  };

  /** The first key pins what is answered, and in private or in public. @param {string} next */
  const put = (next) => {
    if (stops.length > 0) setStops([]);
    const begins = !draft.text && target;
    write({ ...draft, text: next, ...(begins && { in_reply_to: target.id, channel: draft.channel ?? target.channel, ...standing(view) }), ...(!next && { in_reply_to: null, channel: null, through: null, version: null }) });
  };
  const onInput = (/** @type {InputEvent & { currentTarget: HTMLTextAreaElement }} */ { currentTarget, isComposing }) => {
    put(currentTarget.value);
    if (!isComposing) setStroke(askedFor(currentTarget.value.slice(0, currentTarget.selectionStart)));
    claim();
  };
  const choose = (/** @type {Template} */ template) => {
    const box = field.current;
    const start = stroke?.start ?? draft.text.length;
    const end = box?.selectionStart ?? start;
    put(draft.text.slice(0, start) + template.text + draft.text.slice(end));
    setStroke(null);
    if (isTimeForOwnWords(self)) setOwnWords(true);
    requestAnimationFrame(() => toBlank(start));
  };
  const insert = (/** @type {string} */ words) => {
    const at = field.current?.selectionStart ?? draft.text.length;
    const [before, behind] = [draft.text.slice(0, at), draft.text.slice(at)];
    put(`${before}${before && !/\s$/.test(before) ? ' ' : ''}${words}${behind && !/^\s/.test(behind) ? ' ' : ''}${behind}`);
    field.current?.focus();
  };
  const mend = (/** @type {[string, string]} */ [from, to]) => {
    put(draft.text.replace(from, to));
    field.current?.focus();
  };
  const toBlank = (/** @type {number} */ after) => {
    const box = field.current;
    const blank = blanksIn(box?.value ?? '').find((each) => each.start >= after);
    box?.focus();
    if (blank) box?.setSelectionRange(blank.start, blank.end);
    return blank !== undefined;
  };
  /** An Enter that ends the choice of an input method's word is never the one that sends. @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const isToNext = event.key === 'Tab' && !event.shiftKey && blanks.some((blank) => blank.start >= (field.current?.selectionEnd ?? 0));
    if (stroke && keys.current?.(event)) event.preventDefault();
    else if (isToNext && toBlank(field.current?.selectionEnd ?? 0)) event.preventDefault();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (event.shiftKey) toSend(true);
      else toSend();
    }
  };
  const restore = (/** @type {string} */ id) => {
    undoing.current = '';
    const before = sent.current?.id === id ? sent.current.draft : { ...readDraft(self, ticket.id), text: replies.find((reply) => reply.id === id)?.text ?? '' };
    dropDraft(self, ticket.id);
    write({ ...before, client_reply_id: crypto.randomUUID(), text: [before.text, draft.text].filter(Boolean).join('\n'), ...standing(view) });
    field.current?.focus();
  };
  /* The answer to "take it back" may be lost on its way: then the thread tells that it was done. */
  useEffect(() => {
    const id = undoing.current;
    if (id && replies.some((reply) => reply.id === id && reply.state === 'cancelled')) restore(id);
  }, [replies]);
  const takeOver = () => act(ticket.id, 'claim', { take_over: true }).then(() => setRefusedFor(null), (error) => sending.setTrouble(explain(error)));
  const url = link(target?.url ?? null);
  const shownHandle = `@${other?.username ?? account?.username ?? ticket.account}`;
  return html`<form class="composer" data-private=${isPrivate} data-writing=${draft.text !== ''} onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); toSend(); }}>
    ${held && html`<${Undo} ticketId=${ticket.id} reply=${held} begin=${() => { undoing.current = held.id; }} restore=${() => { if (undoing.current) restore(held.id); }} />`}
    ${holder && html`<p class="notice" role="status"><${Icon} name="pen" />
      <span>${t('composer.held', { name: holder.name, time: clockTime(holder.until) })}</span>
      ${isManager() ? html`<button type="button" class="button" onClick=${takeOver}>${t('action.take_over')}</button>`
        : html`<button type="button" class="button" onClick=${() => leaveNote(holder)}>${t('composer.leave_note')}</button>`}</p>`}
    ${unreachable && html`<p class="notice notice-warn" role="status"><${Icon} name="warn" /><span><b>${t('offline.title')}</b> ${t('offline.draft')}</span></p>`}
    ${isForbidden && html`<div class="notice notice-warn forbidden" role="status"><${Icon} name="warn" /><span>${word('may', preview.reason_code)}<br />${preview.reason_code === 'too_long' ? '' : t('may.in_x')}</span>
      ${url && html`<a class="button" href=${url} target="_blank" rel="noopener noreferrer">${t('post.open')}<${Icon} name="out" /></a>`}</div>`}
    ${doubts && preview?.reason_code === 'doubtful' && html`<p class="notice notice-warn" role="status"><${Icon} name="warn" /><span>${word('may', 'doubtful')} ${t('may.in_x')}</span></p>`}
    ${news.length > 0 && html`<${News} news=${news} read=${() => write({ ...draft, ...standing(view) })}
      answerNewest=${newest && newest.id !== target?.id ? () => write({ ...draft, in_reply_to: newest.id, ...standing(view), channel: newest.channel === 'direct' ? 'direct' : draft.channel }) : null} />`}
    ${other && html`<${OtherAccount} account=${other} typed=${handle} type=${type} back=${fromOwn} />`}
    ${ownWords && html`<p class="notice" role="status"><${Icon} name="pen" /><span>${t('template.own_words')}</span><button type="button" class="button" onClick=${() => setOwnWords(false)}>${t('template.understood')}</button></p>`}
    ${trouble && html`<p class="trouble" role="alert"><${Icon} name="warn" /><span>${trouble} ${t('composer.kept')}</span></p>`}
    ${stored && html`<${Stored} reply=${stored} close=${() => setStored(null)} />`}
    ${stops.length > 0 && html`<${Cautions} stops=${stops} send=${() => void send(stops)} mend=${mend} goOn=${() => { setStops([]); if (!toBlank(0)) field.current?.focus(); }} />`}
    <div class="composer-body">
      ${stroke && html`<${TemplateList} templates=${templates && matching(templates, stroke.query, langOf(target?.text ?? '') ?? 'en')} choose=${choose} close=${() => setStroke(null)} keys=${keys} />`}
      <textarea ref=${field} class="composer-field" rows="1" maxlength="25000" dir="auto" spellcheck=${true} lang=${writingLang(target?.text ?? '')} value=${draft.text}
        placeholder=${target ? t('composer.placeholder') : t('composer.no_target')} aria-label=${t('composer.label')} disabled=${!target} readonly=${sends}
        aria-autocomplete="list" aria-controls=${stroke ? 'templates' : undefined}
        onFocus=${claim} onInput=${onInput} onKeyDown=${onKeyDown} onBlur=${() => setStroke(null)}></textarea>
    </div>
    ${blanks.length > 0 && html`<p class="blanks"><span>${t('template.blanks')}</span>${blanks.map((blank) => html`<button type="button" class="blank" onClick=${() => toBlank(blank.start)}>${blank.name}</button>`)}</p>`}
    <${Hints} warnings=${draft.text ? preview?.warnings ?? [] : []} cost=${preview?.message?.link_cost_usd ?? 0} names=${draft.text ? preview?.names : undefined} mend=${mend} />
    <${Parts} preview=${draft.text ? preview : null} />
    <div class="composer-foot">
      <${Tools} ticket=${ticket} accounts=${accounts} from=${from} setFrom=${setFrom} isPrivate=${isPrivate} target=${target} draft=${draft} preview=${preview}
        write=${write} insert=${insert} open=${() => { setStroke({ query: '', start: field.current?.selectionStart ?? draft.text.length }); field.current?.focus(); }} />
      <span class="composer-to">
        ${isPrivate && html`<span class="mark mark-private"><${Icon} name="lock" />${t('post.private')}</span>`}
        ${preview?.allowed && preview.reason_code === 'doubtful' && draft.text && html`<button type="button" class="mark mark-doubt" aria-expanded=${doubts} onClick=${() => showDoubts(!doubts)}><${Icon} name="warn" />${t('may.doubt')}</button>`}
        ${target && target.id !== newest?.id && html`<span class="mark">${t('composer.answers', { time: clockTime(target.posted_at) })}</span>`}
        <${Count} text=${text.trim() && draft.text ? text : ''} to=${target?.author.username} isPrivate=${isPrivate} preview=${preview} />
      </span>
      <${SendButton} account=${other ?? account} handle=${shownHandle} isPrivate=${isPrivate} isOff=${mayNotSend} />
    </div>
  </form>`;
}

/**
 * Takes the claim when somebody begins to write and keeps it while they do. With nothing written it is given back when its
 * holder goes: to another ticket, or from the page; while the page is merely out of sight, only one that was taken by
 * touching the field. The desk itself breaks what this cannot reach (W3).
 * @param {TicketView} view @param {string} self @param {string} text @param {(holder: Holder | null) => void} setRefusedFor
 */
function useClaim({ ticket }, self, text, setRefusedFor) {
  const latest = useRef({ asked: 0, isOurs: false, isNeeded: false, hasGone: false });
  latest.current.isNeeded = text.trim() !== '' || ticket.holder?.sub !== self;
  useEffect(() => {
    const leave = () => { if (!latest.current.isNeeded) letGo(ticket.id); };
    const hide = () => {
      if (document.visibilityState !== 'hidden' || !latest.current.isOurs) return;
      leave();
      latest.current.isOurs = false;
    };
    addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', hide);
    return () => {
      removeEventListener('pagehide', leave);
      document.removeEventListener('visibilitychange', hide);
      latest.current.hasGone = true;
      leave();
    };
  }, []);
  return () => {
    const left = ticket.holder?.sub === self ? Date.parse(ticket.holder.until) - now() : 0;
    if (left > RENEW_LEFT_MS || now() - latest.current.asked < CLAIM_EVERY_MS) return;
    latest.current.asked = now();
    const had = left > 0;
    act(ticket.id, 'claim').then(() => {
      if (!had) latest.current.isOurs = true;
      if (latest.current.hasGone && !had && text.trim() === '') letGo(ticket.id);
      setRefusedFor(null);
    }, (error) => {
      if (error instanceof ProblemError && error.problem.holder) setRefusedFor(error.problem.holder);
    });
  };
}

/** Grows the field with its text where the browser does not. @param {{ current: HTMLTextAreaElement | null }} field @param {string} text */
function useGrowing(field, text) {
  useLayoutEffect(() => {
    const box = field.current;
    if (!box || CSS.supports('field-sizing', 'content')) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [text]);
}

/** Who else is answering right now, told once the lease of theirs has time left. @param {Holder | null} holder */
function useOtherHolder(holder) {
  const { person } = useStore(me);
  const holds = useNow((at) => holder !== null && holder.sub !== person?.sub && Date.parse(holder.until) > at);
  return holds ? holder : null;
}
