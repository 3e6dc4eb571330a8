import { html } from '/vendor/htm-preact.js';
import { customerName } from '../../desk/format/customer_name.js';
import { addTexts, labelOf, t } from '../../desk/format/i18n.js';
import { formatTime } from '../../desk/format/time.js';
import { Icon } from '../icon.js';
import { directionOf, languageOf, Name } from '../name.js';

await addTexts('writing');

/** @typedef {import('../../types/desk.d.ts').Post} Post */

/** What is shown of a post unasked: of one with a content warning the warning. @param {Post} post */
function quotable({ deleted, content_warning, text, media }) {
  if (deleted) return t('post.deleted');
  return content_warning || text || (media[0] ? labelOf('excerpt_media', media[0].type) : '');
}

/**
 * The posts that arrived since the draft was begun, from the customer or by a colleague.
 * @param {{ news: Post[], read: () => void, answerNewest: (() => void) | null }} props
 */
export function NewPosts({ news, read, answerNewest }) {
  if (news.length === 0) return null;
  return html`<div class="notice notice-warn new-posts" role="status">
    <p class="new-posts-title"><${Icon} name="warn" /><span>${t('composer.stale', { n: news.length })}</span></p>
    <ul class="new-posts-list">
      ${news.slice(-3).map(
        (post) => html`<li key=${post.id}>
          <${Name} class="new-posts-name" text=${post.by?.name ?? customerName(post.author)} />
          <time>${formatTime(post.posted_at)}</time>
          <span class="new-posts-text" dir=${directionOf(quotable(post))} lang=${languageOf(quotable(post))}>
            ${quotable(post)}
          </span>
        </li>`,
      )}
    </ul>
    <div class="send-warnings-buttons">
      <button type="button" class="button" onClick=${read}>${t('new_posts.read')}</button>
      ${
        answerNewest &&
        html`<button type="button" class="button" onClick=${answerNewest}>
          ${t('new_posts.answer')}
        </button>`
      }
    </div>
  </div>`;
}
