import { html, useLayoutEffect, useRef } from '/vendor/htm-preact.js';
import { addTexts, labelOf, t } from '../../desk/format/i18n.js';
import { actOnTicket, showPosts } from '../../desk/queue/ticket.js';
import { announce } from '../../desk/session/announce.js';
import { Icon } from '../icon.js';
import { useAction } from '../use_action.js';

await addTexts('moderation');

/** @typedef {import('../../types/desk.d.ts').Post} Post */
/** @typedef {import('../../types/desk.d.ts').Moderation} Action */

const HIDDEN = 'M3 12c2.5-4 5.5-6 9-6s6.5 2 9 6c-2.5 4-5.5 6-9 6s-6.5-2-9-6ZM4 20L20 4';
const LIKED = 'M4 11h3v9H4ZM7 11l4-8c2 0 2.5 1.5 2 6h6l-1.5 11H7';

/** An action and its opposite share a button; never disabled, it keeps the focus while it is busy. */
const BUTTONS = /** @type {const} */ ([
  ['visibility', ['hide', 'unhide']],
  ['liking', ['like', 'unlike']],
  ['deletion', ['delete']],
]);

/**
 * What a review recommends, whether others see a post, whether the account likes it, and what it can do with it. Hiding
 * and liking are undone by the button that did them; a deletion, which nothing undoes, is asked about first.
 * @param {{ post: Post, ticketId: string | undefined, network: string }} props without a ticket nothing can be done
 */
export function Moderation({ post, ticketId, network }) {
  const { busy, trouble, run } = useAction();
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useLayoutEffect(() => void box.current?.dispatchEvent(new Event('grown', { bubbles: true })), []);
  const possible = (!post.deleted && ticketId && post.moderation) || [];
  const apply = (/** @type {Action} */ action) =>
    void run(async () => {
      const id = ticketId ?? '';
      const moderated = await actOnTicket(id, `posts/${encodeURIComponent(post.id)}/moderate`, { action });
      showPosts(id, [moderated]);
      announce(labelOf('moderated', action));
    });
  return html`<span class="moderation" ref=${box}>
    ${
      post.recommendation &&
      html`<span class="mark recommendation" data-recommendation=${post.recommendation}>
        ${labelOf('recommendation', post.recommendation)}
      </span>`
    }
    ${
      post.hidden &&
      !post.deleted &&
      html`<span class="mark mark-late" title=${t('moderation.hidden_means', { network })}>
        <${Icon} path=${HIDDEN} />${t('moderation.hidden')}
      </span>`
    }
    ${post.liked && !post.deleted && html`<span class="mark"><${Icon} path=${LIKED} />${t('moderation.liked')}</span>`}
    ${BUTTONS.map(([name, actions]) => {
      const action = actions.find((each) => possible.includes(each));
      const begin = () => (action === 'delete' ? dialog.current?.showModal() : action && apply(action));
      return (
        action &&
        html`<button key=${name} type="button" class="text-link" aria-disabled=${busy} onClick=${begin}>
          ${labelOf('moderation_action', action)}
        </button>`
      );
    })}
    ${
      possible.includes('delete') &&
      html`<${Deletion} dialog=${dialog} network=${network} decide=${() => apply('delete')} />`
    }
    ${trouble && html`<span class="trouble" role="alert"><${Icon} name="warn" /><span>${trouble}</span></span>`}
  </span>`;
}

/**
 * Asks before the account's own post is deleted on the network: what it answered then waits again (C9).
 * @param {{ dialog: { current: HTMLDialogElement | null }, network: string, decide: () => void }} props
 */
function Deletion({ dialog, network, decide }) {
  const close = () => dialog.current?.close();
  return html`<dialog ref=${dialog} class="dialog" aria-label=${t('deletion.title', { network })}>
    <h2>${t('deletion.title', { network })}</h2>
    <p>${t('deletion.means')}</p>
    <div class="dialog-buttons">
      <button type="button" class="button" onClick=${close}>${t('action.cancel')}</button>
      <button type="button" class="button button-risk"
        onClick=${() => {
          close();
          decide();
        }}>
        ${t('deletion.decide')}
      </button>
    </div>
  </dialog>`;
}
