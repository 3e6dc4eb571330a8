import { html } from '/vendor/htm-preact.js';
import { customerHandle, customerName } from '../../desk/format/customer_name.js';
import { labelOf, t } from '../../desk/format/i18n.js';
import { networkName } from '../../desk/format/network_name.js';
import { formatDuration, formatInstant, formatTime } from '../../desk/format/time.js';
import { Icon } from '../icon.js';
import { Name } from '../name.js';
import { PostText } from '../post_text.js';

/** @typedef {import('../../types/desk.d.ts').Post} Post */

/**
 * A post of the thread; its text is never treated as markup.
 * @param {{ post: Post, isNew: boolean, isAnswered: boolean, answer: ((post: string) => void) | null,
 *   isEarlier?: boolean }} props
 */
export function PostEntry({ post, isNew, isAnswered, answer, isEarlier = false }) {
  const { id, direction, channel, author, by, via, posted_at, seen_at, late, deleted, edited, flagged, media } = post;
  const age = (Date.parse(seen_at) - Date.parse(posted_at)) / 1000;
  const url = safeLink(post.url);
  const network = networkName(post.account);
  return html`<li class="post" data-post=${isEarlier ? undefined : id} data-earlier=${isEarlier}
    data-direction=${direction} data-channel=${channel} data-new=${isNew}>
    <p class="post-head">
      <${Name} class="post-author" text=${by?.name ?? customerName(author)} />
      <${Name} class="post-handle" text=${by && !author.username ? author.name : customerHandle(author)} />
      <time class="post-time" datetime=${posted_at} title=${formatInstant(posted_at)}>${formatTime(posted_at)}</time>
    </p>
    ${
      deleted
        ? html`<p class="post-deleted"><${Icon} name="bin" />${whyGone(post)}</p>`
        : html`
          ${post.text && html`<${PostText} text=${post.text} links=${post.links} />`}
          ${post.quoted && html`<${Quoted} quoted=${post.quoted} />`}
        `
    }
    ${
      !deleted &&
      media.length > 0 &&
      html`<ul class="media-list">
        ${media.map(
          (each, at) => html`<${Media} each=${each} post=${url} place=${at + 1} of=${media.length}
          network=${network} />`,
        )}
      </ul>`
    }
    <p class="post-foot">
      ${
        channel === 'direct' &&
        html`<span class="mark mark-private">
          <${Icon} name="lock" />${t('post.private')}
        </span>`
      }
      ${
        direction === 'inbound' &&
        channel === 'public' &&
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

/** The quoted post: author, text if known, and link. @param {{ quoted: NonNullable<Post['quoted']> }} props */
function Quoted({ quoted }) {
  const { author, text, gone } = quoted;
  const url = safeLink(quoted.url);
  return html`<blockquote class="quoted" cite=${url ?? undefined}>
    <p class="post-head">
      ${author.name && html`<${Name} class="post-author" text=${author.name} />`}
      ${
        author.username
          ? html`<${Name} class="post-handle" text=${`@${author.username}`} />`
          : html`<span class="post-author">
            ${t('quote.somebody')}
          </span>`
      }
    </p>
    ${text && html`<${PostText} text=${text} />`}
    ${!text && html`<p class="post-deleted">${gone ? t('quote.gone') : t('quote.untold')}</p>`}
    ${
      url &&
      !gone &&
      html`<a class="text-link" href=${url} target="_blank" rel="noopener noreferrer">
        ${t('quote.open')}<${Icon} name="out" />
      </a>`
    }
  </blockquote>`;
}

/**
 * Media as tiles with description and link, since the page loads nothing from other hosts.
 * @param {{ each: Post['media'][number], post: string | null, place: number, of: number,
 *   network: string }} props
 */
function Media({ each, post, place, of, network }) {
  const url = post ?? safeLink(each.url);
  const kind = labelOf('media', each.type) + (of > 1 ? ` ${place}/${of}` : '');
  return html`<li>
    <${url ? 'a' : 'div'} class="media" href=${url} target="_blank" rel="noopener noreferrer"
      title=${each.alt || undefined}>
      <span class="media-sign"><${Icon} name=${each.type === 'photo' ? 'picture' : 'play'} /></span>
      <b>${kind}</b> <span class="media-alt" dir="auto">${each.alt || t('media.no_alt')}</span>
      ${url && html` <span class="media-look">${t('media.look', { network })}<${Icon} name="out" /></span>`}
    <//>
  </li>`;
}

/** An external address, if it is http or https. @param {string | null} text */
export function safeLink(text) {
  const url = text && URL.canParse(text) ? new URL(text) : null;
  return url?.protocol === 'https:' ? url.href : null;
}
