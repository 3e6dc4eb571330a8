import { html } from '/vendor/htm-preact.js';
import { customerName } from '../../desk/format/customer_name.js';
import { labelOf, t } from '../../desk/format/i18n.js';
import { handleOn, networkName } from '../../desk/format/network_name.js';
import { formatDuration, formatInstant, formatTime } from '../../desk/format/time.js';
import { Icon } from '../icon.js';
import { Name } from '../name.js';
import { PostText } from '../post_text.js';
import { safeLink } from '../safe_link.js';
import { ContentWarning, MediaList, Moderation, Quoted } from './lazy_media.js';

/** @typedef {import('../../types/desk.d.ts').Post} Post */

/**
 * A post of the thread; its text is never treated as markup.
 * @param {{ post: Post, isNew: boolean, isAnswered: boolean, answer: ((post: string) => void) | null,
 *   ticketId?: string, inbox?: string | null, customer?: import('../../types/desk.d.ts').Author | null }} props
 *   `ticketId` is that of the open ticket; none stands for an earlier one's post. What cannot be shown is looked at in
 *   the account's `inbox` if the post has no address. The `customer` may have a name under another id alone (T3)
 */
export function PostEntry({ post, isNew, isAnswered, answer, ticketId, inbox = null, customer = null }) {
  const { id, direction, channel, by, via, posted_at, seen_at, late, deleted, edited, flagged, media } = post;
  const isNamed = post.author.name || post.author.username || direction === 'outbound';
  const author = isNamed ? post.author : (customer ?? post.author);
  const age = (Date.parse(seen_at) - Date.parse(posted_at)) / 1000;
  const isUnreadable = post.incomplete && !post.text && media.length === 0;
  const url = safeLink(post.url) ?? (isUnreadable ? safeLink(inbox) : null);
  const network = networkName(post.account);
  const handle = by && !author.username ? author.name : handleOn(author, post.account);
  const { content_warning: warning } = post;
  const body = html`
    ${post.text && html`<${PostText} text=${post.text} links=${post.links} />`}
    ${post.quoted && html`<${Quoted} quoted=${post.quoted} />`}
    ${media.length > 0 && html`<${MediaList} media=${media} post=${url ?? safeLink(inbox)} network=${network} />`}
  `;
  const isModerated = post.hidden || post.liked || post.recommendation || (post.moderation ?? []).length > 0;
  return html`<li class="post" data-post=${ticketId ? id : undefined} data-earlier=${!ticketId}
    data-direction=${direction} data-channel=${channel} data-new=${isNew} data-hidden=${post.hidden}>
    <p class="post-head">
      <${Name} class="post-author" text=${by?.name ?? customerName(author)} />
      ${handle && html`<${Name} class="post-handle" text=${handle} />`}
      <time class="post-time" datetime=${posted_at} title=${formatInstant(posted_at)}>${formatTime(posted_at)}</time>
    </p>
    ${deleted && html`<p class="post-deleted"><${Icon} name="bin" />${whyGone(post)}</p>`}
    ${isUnreadable && !deleted && html`<p class="post-deleted">${t('post.unreadable', { network })}</p>`}
    ${!deleted && (warning ? html`<${ContentWarning} warning=${warning} body=${body} />` : body)}
    <p class="post-foot">
      ${
        channel === 'direct' &&
        html`<span class="mark mark-private">
          <${Icon} name="lock" />${t('post.private')}
        </span>`
      }
      ${
        direction === 'inbound' &&
        (channel === 'public' || post.kind !== 'direct') &&
        html`<span class="mark">
          ${labelOf('post_kind', post.kind)}
        </span>`
      }
      ${via === 'automatic' && html`<span class="mark"><${Icon} name="auto" />${t('post.automatic')}</span>`}
      ${
        direction === 'outbound' &&
        via === 'native' &&
        html`<span class="mark">
          ${t('post.native', { network })}
        </span>`
      }
      ${edited && !deleted && html`<span class="mark"><${Icon} name="pen" />${t('post.edited')}</span>`}
      ${
        late &&
        html`<span class="mark mark-late">
          <${Icon} name="late" />${t('post.late_by', { span: formatDuration(age) })}
        </span>`
      }
      ${flagged && html`<span class="mark mark-flag"><${Icon} name="flag" />${t('post.flagged')}</span>`}
      ${
        url &&
        !deleted &&
        html`<a class="text-link" href=${url} target="_blank" rel="noopener noreferrer">
          ${t('post.open', { network })}<${Icon} name="out" />
        </a>`
      }
      ${isModerated && html`<${Moderation} post=${post} ticketId=${ticketId} network=${network} />`}
      ${
        answer &&
        html`<button type="button" class="text-link" aria-pressed=${isAnswered} onClick=${() => answer(id)}>
          <${Icon} name="reply" />${isAnswered ? t('post.answering') : t('post.answer')}
        </button>`
      }
    </p>
  </li>`;
}

/** @param {Post} post */
function whyGone({ gone, direction, account }) {
  if (gone === 'expired') return t('post.expired');
  if (gone === 'withheld') return t('post.withheld');
  return direction === 'outbound' ? t('post.taken_back', { network: networkName(account) }) : t('post.deleted');
}
