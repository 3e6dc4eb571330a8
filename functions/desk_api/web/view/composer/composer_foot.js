import { html } from '/vendor/htm-preact.js';
import { accountLabel } from '../../desk/format/account_label.js';
import { labelOf, t } from '../../desk/format/i18n.js';
import { networkName } from '../../desk/format/network_name.js';
import { formatTime } from '../../desk/format/time.js';
import { DOUBTS } from '../../desk/replies/preview.js';
import { Icon } from '../icon.js';
import { ReplyLength, ReplyLimits } from '../lazy.js';
import { SendButton } from './sender.js';
import { ComposerToolbar } from './toolbar.js';

/** @typedef {import('../../types/desk.d.ts').Account} Account */
/** @typedef {import('../../types/desk.d.ts').Post} Post */
/** @typedef {import('../../desk/replies/drafts.js').Draft} Draft */

/**
 * The composer's bottom row: toolbar, target, length and send button.
 * @param {{ ticket: import('../../types/desk.d.ts').Ticket, account: Account | undefined, accounts: Account[],
 *   sender: import('./sender.js').Sender, target: Post | undefined, newest: Post | undefined, draft: Draft,
 *   text: string, preview: import('../../types/desk.d.ts').ReplyPreview | null, isPrivate: boolean, isOff: boolean,
 *   showsDoubt: boolean, showDoubt: (on: boolean) => void, goPublic: () => void, goPrivate: () => void,
 *   insert: (text: string) => void, openTemplates: () => void }} props `text` is the draft with its sign-off
 */
export function ComposerFoot(props) {
  const { ticket, account, accounts, sender, target, newest, draft, text, preview, isPrivate, isOff } = props;
  const { showsDoubt, showDoubt, goPublic, goPrivate, insert, openTemplates } = props;
  const from = sender.other ?? account;
  const handle = from ? accountLabel(from) : ticket.account;
  const isDoubtful = preview?.allowed && DOUBTS.includes(preview.reason_code) && draft.text;
  const network = networkName(ticket.account);
  const audience = target?.audience ?? 'public';
  const hasLimits = target?.answer_by || preview?.quota || preview?.opening || (!isPrivate && audience !== 'public');
  return html`<div class="composer-foot">
    <${ComposerToolbar} ticket=${ticket} accounts=${accounts} senderId=${sender.id} chooseSender=${sender.choose}
      isPrivate=${isPrivate} target=${target} preview=${preview} goPublic=${goPublic} goPrivate=${goPrivate}
      insert=${insert} open=${openTemplates} />
    <span class="composer-to">
      ${isPrivate && html`<span class="mark mark-private"><${Icon} name="lock" />${t('post.private')}</span>`}
      ${
        isDoubtful &&
        html`<button type="button" class="mark mark-doubt" aria-expanded=${showsDoubt}
          onClick=${() => showDoubt(!showsDoubt)}>
          <${Icon} name="warn" />${labelOf('reply_permission', `mark_${preview.reason_code}`, { network })}
        </button>`
      }
      ${
        target &&
        target.id !== newest?.id &&
        html`<span class="mark">${t('composer.answers', { time: formatTime(target.posted_at) })}</span>`
      }
      ${
        hasLimits &&
        html`<${ReplyLimits} target=${target} isPrivate=${isPrivate} preview=${preview}
          network=${network} />`
      }
      <${ReplyLength} text=${text.trim() && draft.text ? text : ''} to=${target?.author.username} isPrivate=${isPrivate}
        preview=${preview} account=${from} />
    </span>
    <${SendButton} account=${from} handle=${handle} isPrivate=${isPrivate} isOff=${isOff} />
  </div>`;
}
