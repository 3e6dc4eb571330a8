import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { addTexts, labelOf, t } from '../../desk/format/i18n.js';
import { formatMoment } from '../../desk/format/time.js';
import { queue } from '../../desk/queue/queue.js';
import { get } from '../../desk/session/api.js';
import { poll } from '../../desk/session/polling.js';
import { href, route } from '../../desk/session/route.js';
import { useStore } from '../../desk/session/store.js';
import { ConnectionTrouble } from '../connection_status.js';
import { Icon } from '../icon.js';
import { directionOf, languageOf, Name } from '../name.js';
import { addresseeName } from '../outbox.js';
import { InlineText } from '../post_text.js';
import { AccountName } from './ticket_row.js';

await addTexts('failures');

/** @typedef {import('../../types/desk.d.ts').ReturnedReply} ReturnedReply */

const EVERY_MS = 10_000;
const PAGE = 50;

/** All replies that failed, were sent in part or have an unknown outcome, newest first (W4). */
export function UnsentReplies() {
  const { account } = useStore(route);
  const [pages, setPages] = useState(1);
  const [found, setFound] = useState(/** @type {{ replies: ReturnedReply[], more: boolean } | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {import('../../desk/session/polling.js').Trouble | null} */ (null));
  useEffect(() => {
    const polling = poll({
      async ask() {
        setFound(await readAll(account, pages));
        setTrouble(null);
      },
      onTrouble: setTrouble,
      everyMs: EVERY_MS,
    });
    return polling.stop;
  }, [account, pages]);
  const replies = found?.replies ?? [];
  return html`<div class="list unsent-list">
    ${trouble && html`<${ConnectionTrouble} trouble=${trouble} />`}
    ${
      replies.length > 0 &&
      html`<ul class="rows">
        ${replies.map((reply) => html`<${Row} key=${reply.id} reply=${reply} />`)}
      </ul>`
    }
    ${
      found &&
      replies.length === 0 &&
      html`<div class="empty-state">
        <p class="empty-state-title">${t('unsent_replies.none')}</p>
      </div>`
    }
    ${!found && !trouble && html`<p class="muted">${t('queue.loading')}</p>`}
    ${
      found?.more &&
      html`<p class="more">
        <button type="button" class="button" onClick=${() => setPages(pages + 1)}>${t('unsent_replies.more')}</button>
      </p>`
    }
  </div>`;
}

/** @param {{ reply: ReturnedReply }} props */
function Row({ reply }) {
  const { accounts } = useStore(queue);
  const { ticket } = useStore(route);
  return html`<li>
    <a class="unsent-row" href=${href({ page: 'queue', ticket: reply.ticket })}
      aria-current=${reply.ticket === ticket ? 'true' : undefined}>
      <span class="unsent-head">
        <${Name} class="unsent-name" text=${addresseeName(reply)} />
        <time datetime=${reply.returned_at ?? reply.created_at}>
          ${formatMoment(reply.returned_at ?? reply.created_at)}
        </time>
      </span>
      <span class="muted">
        <${AccountName} account=${accounts.find((each) => each.id === reply.account)} id=${reply.account} /> ·${' '}
        <${Name} text=${reply.by?.name ?? ''} />
      </span>
      <span class="unsent-text" dir=${directionOf(reply.text)} lang=${languageOf(reply.text)}>
        <${InlineText} text=${reply.text} isInert=${true} />
      </span>
      <span class="unsent-reason">
        <${Icon} name="warn" />
        <span><b>${labelOf('reply', reply.state)}</b> ${reply.why && labelOf('reply_failure', reply.why)}</span>
      </span>
    </a>
  </li>`;
}

/** @param {string} account @param {number} pages */
async function readAll(account, pages) {
  /** @type {ReturnedReply[]} */
  const replies = [];
  let cursor = null;
  for (let page = 0; page < pages; page += 1) {
    const query = new URLSearchParams({ limit: String(PAGE), ...(account && { account }), ...(cursor && { cursor }) });
    const answer = await get(`/api/replies?${query}`);
    replies.push(...answer.replies);
    cursor = answer.next_cursor;
    if (!cursor) break;
  }
  return { replies, more: cursor !== null };
}
