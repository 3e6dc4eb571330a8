import { html, useEffect, useLayoutEffect, useRef, useState } from '/vendor/htm-preact.js';
import { ProblemError } from '../desk/api.js';
import { now, useNow } from '../desk/clock.js';
import { dropDraft, readDraft } from '../desk/drafts.js';
import { isManager, me } from '../desk/me.js';
import { say } from '../desk/say.js';
import { useStore } from '../desk/store.js';
import { act, letGo, showPosts, showReply } from '../desk/ticket.js';
import { clockTime } from '../desk/time.js';
import { number, t } from '../desk/words.js';
import { explain } from './act.js';
import { Icon } from './icon.js';
import { langOf } from './name.js';

/** @typedef {import('../types/desk.d.ts').TicketView} TicketView */
/** @typedef {import('../types/desk.d.ts').Holder} Holder */
/** @typedef {import('../desk/drafts.js').Draft} Draft */

/** A lease of ten minutes is renewed by typing once three are gone, and asked for at most so often. */
const RENEW_LEFT_MS = 7 * 60_000;
const CLAIM_EVERY_MS = 15_000;

/**
 * Where the answer is written. It leaves from the account, and on the channel, of the post that it answers.
 * @param {{ view: TicketView, account: import('../types/desk.d.ts').Account | undefined, target: import('../types/desk.d.ts').Post | undefined, draft: Draft, write: (draft: Draft) => void, seen: { current: string }, showNewest: () => void }} props
 */
export function Composer({ view, account, target, draft, write, seen, showNewest }) {
  const { ticket, posts } = view;
  const self = me.get().person?.sub ?? '';
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const isSending = useRef(false);
  const [sends, setSends] = useState(false);
  const [trouble, setTrouble] = useState('');
  const [newer, setNewer] = useState(0);
  const [refusedFor, setRefusedFor] = useState(/** @type {Holder | null} */ (null));
  const other = useOtherHolder(ticket.holder?.sub === self ? null : refusedFor ?? ticket.holder);
  const claim = useClaim(view, self, draft.text, setRefusedFor);
  useGrowing(field, draft.text);

  async function send() {
    const text = draft.text.trim();
    if (!text || !target || other || isSending.current) return;
    isSending.current = true;
    setSends(true);
    setTrouble('');
    try {
      const { client_reply_id } = draft;
      const seen_through = seen.current || posts.at(-1)?.id;
      const reply = await act(ticket.id, 'replies', { client_reply_id, in_reply_to: target.id, seen_through, text });
      dropDraft(self, ticket.id);
      write(readDraft(self, ticket.id));
      setNewer(0);
      showReply(ticket.id, reply);
      say(t('composer.taken'));
    } catch (error) {
      refused(error);
    } finally {
      isSending.current = false;
      setSends(false);
    }
  }

  /** @param {unknown} error */
  function refused(error) {
    const problem = error instanceof ProblemError && error.status === 409 ? error.problem : {};
    if (Array.isArray(problem.newer)) {
      showPosts(ticket.id, problem.newer);
      setNewer(problem.newer.length);
      showNewest();
      say(t('composer.stale', { n: problem.newer.length }));
    } else if (problem.holder) {
      setRefusedFor(problem.holder);
    } else {
      setTrouble(explain(error));
    }
  }

  /** An Enter that ends the choice of an input method's word is never the one that sends. @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229 || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void send();
  };
  const onInput = (/** @type {{ currentTarget: HTMLTextAreaElement }} */ { currentTarget }) => {
    write({ ...draft, text: currentTarget.value });
    claim();
  };
  const takeOver = () => act(ticket.id, 'claim', { take_over: true }).then(() => setRefusedFor(null), (error) => setTrouble(explain(error)));
  const isPrivate = target?.channel === 'direct';
  const from = `@${account?.username ?? ticket.account}`;
  return html`<form class="composer" data-private=${isPrivate} onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); void send(); }}>
    ${other && html`<p class="notice" role="status"><${Icon} name="pen" />
      <span>${t('composer.held', { name: other.name, time: clockTime(other.until) })}</span>
      ${isManager() && html`<button type="button" class="button" onClick=${takeOver}>${t('action.take_over')}</button>`}</p>`}
    ${newer > 0 && html`<p class="notice notice-warn" role="status"><${Icon} name="warn" /><span>${t('composer.stale', { n: newer })}</span></p>`}
    ${trouble && html`<p class="trouble" role="alert"><${Icon} name="warn" /><span>${trouble} ${t('composer.kept')}</span></p>`}
    <textarea ref=${field} class="composer-field" rows="1" maxlength="25000" dir="auto" lang=${langOf(draft.text)} value=${draft.text}
      placeholder=${target ? t('composer.placeholder') : t('composer.no_target')} aria-label=${t('composer.label')} disabled=${!target}
      onFocus=${claim} onInput=${onInput} onKeyDown=${onKeyDown}></textarea>
    <div class="composer-foot">
      <span class="composer-to">
        ${isPrivate && html`<span class="mark mark-private"><${Icon} name="lock" />${t('post.private')}</span>`}
        ${target && target.id === draft.in_reply_to && html`<span class="mark">${t('composer.answers', { time: clockTime(target.posted_at) })}</span>`}
        <output class="composer-count">${draft.text ? number([...draft.text.normalize('NFC')].length) : ''}</output>
      </span>
      <button type="submit" class="button button-main" disabled=${!draft.text.trim() || !target || other !== null || sends} aria-keyshortcuts="Control+Enter Meta+Enter">
        ${t('composer.send', { account: from })}
      </button>
    </div>
  </form>`;
}

/**
 * Takes the claim when somebody begins to write and keeps it while they do; a claim taken so, for an answer that was
 * not written, is let go when the ticket is left.
 * @param {TicketView} view @param {string} self @param {string} text @param {(holder: Holder | null) => void} setRefusedFor
 */
function useClaim({ ticket }, self, text, setRefusedFor) {
  const latest = useRef({ asked: 0, isOurs: false, isNeeded: false });
  latest.current.isNeeded = text.trim() !== '' || ticket.holder?.sub !== self;
  useEffect(() => () => { if (latest.current.isOurs && !latest.current.isNeeded) letGo(ticket.id); }, []);
  return () => {
    const left = ticket.holder?.sub === self ? Date.parse(ticket.holder.until) - now() : 0;
    if (left > RENEW_LEFT_MS || now() - latest.current.asked < CLAIM_EVERY_MS) return;
    latest.current.asked = now();
    const had = left > 0;
    act(ticket.id, 'claim').then(() => {
      if (!had) latest.current.isOurs = true;
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
