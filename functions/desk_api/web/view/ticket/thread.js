import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '/vendor/htm-preact.js';
import { t } from '../../desk/format/i18n.js';
import { networkName } from '../../desk/format/network_name.js';
import { formatDay, formatInstant, formatMoment, formatTime, isSameDay } from '../../desk/format/time.js';
import { Icon } from '../icon.js';
import { EarlierTickets, ReplyEntry, ReportedAnswer } from '../lazy.js';
import { Name } from '../name.js';
import { PostText } from '../post_text.js';
import { EarlierPosts } from './earlier_posts.js';
import { PostEntry } from './post.js';

/** @typedef {import('../../types/desk.d.ts').Post} Post */
/** @typedef {import('../../types/desk.d.ts').Reply} Reply */
/** @typedef {import('../../types/desk.d.ts').Account} Account */
/** @typedef {import('../../types/desk.d.ts').HistoryEntry} Note */
/** @typedef {{ at: string, key: string, post?: Post, reply?: Reply, note?: Note, report?: Note }} Entry */

/** Within this distance of its end the thread follows new posts. */
const END_PX = 64;

/**
 * The thread: posts, notes and pending replies in order. `seen` holds the newest post that was visible, since a reply
 * answers only up to that; `jumps` counts the requests to scroll to the newest; `hasOlder` if earlier posts are not
 * read yet.
 * @param {{ ticketId: string, customer: import('../../types/desk.d.ts').Author, inbox: string | null,
 *   earlier: number, hasOlder: boolean, checkedAt: string | null, posts: Post[], replies: Reply[], notes: Note[],
 *   reports: Note[], account: Account | undefined, seen: { current: string }, jumps: number, target: Post | undefined,
 *   answer: (post: string) => void, edit: (reply: Reply) => void }} props
 */
export function Thread({
  ticketId,
  customer,
  inbox,
  earlier,
  hasOlder,
  checkedAt,
  posts,
  replies,
  notes,
  reports,
  account,
  seen,
  jumps,
  target,
  answer,
  edit,
}) {
  const scroller = useRef(/** @type {HTMLDivElement | null} */ (null));
  const follows = useRef(true);
  const lastAtOpening = useRef(posts.at(-1)?.id);
  /** Whether a person has scrolled up, the first post, and the distance from the end: earlier posts keep it. */
  const scrolled = useRef(false);
  const first = useRef(posts[0]?.id);
  const fromEnd = useRef(0);
  const [below, setBelow] = useState(0);
  const entries = useMemo(
    () => inOrder(posts, replies, notes, reports),
    [posts, replies, notes.length, reports.length],
  );
  const inbound = posts.filter((post) => post.direction === 'inbound' && !post.deleted);

  const toEnd = () => scroller.current?.scrollTo(0, scroller.current.scrollHeight);
  const known = posts.findIndex((post) => post.id === lastAtOpening.current);
  useLayoutEffect(() => {
    const box = scroller.current;
    const hasGrownAbove = posts[0]?.id !== first.current;
    first.current = posts[0]?.id;
    if (follows.current) toEnd();
    else if (box && hasGrownAbove) box.scrollTop = box.scrollHeight - fromEnd.current;
    if (!follows.current) setBelow(posts.length - 1 - posts.findIndex((post) => post.id === seen.current));
  }, [entries]);
  useLayoutEffect(() => {
    follows.current ||= jumps > 0;
    if (jumps > 0) toEnd();
  }, [jumps]);
  /** Parts that are loaded late say that they have grown. */
  useEffect(() => {
    const follow = () => follows.current && toEnd();
    scroller.current?.addEventListener('grown', follow);
    return () => scroller.current?.removeEventListener('grown', follow);
  }, []);
  useEffect(() => watchSeen(scroller.current, posts, seen, setBelow), [posts]);

  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    fromEnd.current = box.scrollHeight - box.scrollTop;
    follows.current = fromEnd.current - box.clientHeight < END_PX;
    scrolled.current ||= !follows.current;
  };
  return html`<div class="thread" ref=${scroller} onScroll=${onScroll} tabindex="0" role="region"
    aria-label=${t('thread.label')}>
    <ol class="entries">
      ${hasOlder && html`<${EarlierPosts} key="older" ticketId=${ticketId} box=${scroller} scrolled=${scrolled} />`}
      ${earlier > 0 && !hasOlder && html`<${EarlierTickets} key="earlier" ticketId=${ticketId} count=${earlier} />`}
      ${entries.flatMap(
        (entry, index) => html`
          ${
            (index === 0 || !isSameDay(entries[index - 1].at, entry.at)) &&
            html`<li class="day" key=${`day-${entry.at}`}>
              <span>${formatDay(entry.at)}</span>
            </li>`
          }
          ${
            entry.post &&
            html`<${PostEntry} key=${entry.key} post=${entry.post} ticketId=${ticketId} inbox=${inbox}
              customer=${customer} isNew=${posts.indexOf(entry.post) > known}
              isAnswered=${target?.id === entry.post.id}
              answer=${inbound.length > 1 && inbound.includes(entry.post) ? answer : null} />`
          }
          ${entry.note && html`<${NoteEntry} key=${entry.key} note=${entry.note} />`}
          ${
            entry.report &&
            html`<${ReportedAnswer} key=${entry.key} ticketId=${ticketId} account=${account?.id}
              report=${entry.report} />`
          }
          ${
            entry.reply &&
            html`<${ReplyEntry} key=${entry.key} ticketId=${ticketId} reply=${entry.reply} account=${account}
              seen=${seen} edit=${edit}
              url=${posts.find((post) => post.id === entry.reply?.in_reply_to)?.url ?? null} />`
          }
        `,
      )}
    </ol>
    ${
      checkedAt &&
      html`<p class="thread-checked">
        ${t('thread.checked', { when: formatMoment(checkedAt), network: networkName(account?.id) })}
      </p>`
    }
    ${
      below > 0 &&
      html`<button type="button" class="scroll-down" onClick=${toEnd}>
        ${t('thread.below', { n: below })}<${Icon} name="down" />
      </button>`
    }
  </div>`;
}

/** An internal note, clearly marked as not visible to the customer. @param {{ note: Note }} props */
function NoteEntry({ note }) {
  return html`<li class="post thread-note" data-note=${note.id}>
    <p class="post-head">
      <${Icon} name="note" />
      <${Name} class="post-author" text=${note.by?.name ?? ''} />
      <span>${t('note.internal')}</span>
      <time class="post-time" datetime=${note.at} title=${formatInstant(note.at)}>${formatTime(note.at)}</time>
    </p>
    <${PostText} text=${note.text ?? ''} />
  </li>`;
}

/**
 * Posts, notes, reported answers, and replies that are not yet posts, in order.
 * @param {Post[]} posts
 * @param {Reply[]} replies
 * @param {Note[]} notes
 * @param {Note[]} reports
 * @returns {Entry[]}
 */
function inOrder(posts, replies, notes, reports) {
  const arrived = new Set(posts.map((post) => post.reply_id));
  /** @type {Entry[]} */
  const postEntries = posts.map((post) => ({ at: post.posted_at, key: post.id, post }));
  const underWay = replies.filter(
    (reply) => reply.state !== 'cancelled' && (!arrived.has(reply.id) || reply.state !== 'sent'),
  );
  const noted = notes.filter((note) => note.text).map((note) => ({ at: note.at, key: `note-${note.id}`, note }));
  return [
    ...postEntries,
    ...noted,
    ...reports.map((report) => ({ at: report.answered_at ?? report.at, key: `report-${report.id}`, report })),
    ...underWay.map((reply) => ({ at: reply.created_at, key: `reply-${reply.id}`, reply })),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/**
 * Tracks the newest post that was visible.
 * @param {HTMLElement | null} box
 * @param {Post[]} posts
 * @param {{ current: string }} seen
 * @param {(n: number) => void} setBelow
 */
function watchSeen(box, posts, seen, setBelow) {
  const place = new Map(posts.map((post, index) => [post.id, index]));
  const observer = new IntersectionObserver(
    (sights) => {
      for (const sight of sights) {
        const id = /** @type {HTMLElement} */ (sight.target).dataset.post ?? '';
        if (sight.isIntersecting && !document.hidden && (place.get(id) ?? -1) > (place.get(seen.current) ?? -1))
          seen.current = id;
      }
      setBelow(posts.length - 1 - (place.get(seen.current) ?? posts.length - 1));
    },
    { root: box, threshold: 0 },
  );
  for (const element of box?.querySelectorAll('[data-post]') ?? []) observer.observe(element);
  return () => observer.disconnect();
}
