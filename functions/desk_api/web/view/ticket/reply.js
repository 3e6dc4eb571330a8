import { html, useEffect, useRef, useState } from '/vendor/htm-preact.js';
import { accountLabel } from '../../desk/format/account_label.js';
import { addTexts, hasLabel, labelOf, t } from '../../desk/format/i18n.js';
import { networkName } from '../../desk/format/network_name.js';
import { formatTime } from '../../desk/format/time.js';
import { actOnReply, isUnderWay, sendAgain } from '../../desk/queue/ticket.js';
import { announce } from '../../desk/session/announce.js';
import { ProblemError } from '../../desk/session/api.js';
import { SendWarnings } from '../composer/send_warnings.js';
import { Icon } from '../icon.js';
import { Name } from '../name.js';
import { PostText } from '../post_text.js';
import { safeLink } from '../safe_link.js';
import { useAction } from '../use_action.js';
import { useTranslated } from '../use_translated.js';

await addTexts('failures');

/** @typedef {import('../../types/desk.d.ts').Reply} Reply */

/**
 * A reply that is not a post yet: being sent, or waiting for a person's decision. A reply of unknown outcome is never
 * sent again by itself (R1).
 * @param {{ ticketId: string, reply: Reply, account: import('../../types/desk.d.ts').Account | undefined,
 *   seen: { current: string }, url: string | null, edit: (reply: Reply) => void }} props `edit` puts its words back to
 *   where they are written
 */
export function ReplyEntry({ ticketId, reply, account, seen, url, edit }) {
  const { state, reason, why, parts } = reply;
  const { busy, trouble, run } = useAction();
  const [asks, ask] = useState(/** @type {import('../../desk/replies/send_reply.js').Stop[]} */ ([]));
  const before = useRef(state);
  useEffect(() => {
    if (before.current !== state) announce(labelOf('reply', state));
    before.current = state;
  }, [state]);
  const settle = (/** @type {object} */ body) => void run(() => actOnReply(ticketId, reply.id, 'settle', body));
  /**
   * Shows the warnings first; sends once they are confirmed.
   * @param {import('../../desk/replies/send_reply.js').Stop[]} meant
   */
  const again = (meant = []) =>
    void run(async () => {
      ask([]);
      try {
        await sendAgain(
          ticketId,
          reply.id,
          seen.current,
          meant.flatMap(({ id }) => id ?? []),
        );
      } catch (error) {
        if (!(error instanceof ProblemError && Array.isArray(error.problem.findings))) throw error;
        ask([...meant, ...error.problem.findings]);
      }
    });
  const drop = () => void run(() => actOnReply(ticketId, reply.id, 'cancel'));
  const needsPerson = ['failed', 'partly_sent', 'unknown'].includes(state);
  const sent = parts.filter((part) => part.state === 'sent').length;
  const post = safeLink(url);
  const network = networkName(reply.account);
  return html`<li class="post" data-direction="outbound" data-reply=${state}>
    <p class="post-head">
      <${Name} class="post-author" text=${reply.by?.name ?? ''} />
      ${account && html`<${Name} class="post-handle" text=${accountLabel(account)} />`}
      <time class="post-time" datetime=${reply.created_at}>${formatTime(reply.created_at)}</time>
    </p>
    ${
      state === 'partly_sent' || (state === 'failed' && parts.length > 1)
        ? html`<${PartsSent} parts=${parts} network=${network} />`
        : html`<${PostText} text=${reply.text} />`
    }
    ${
      reply.channel === 'direct' &&
      html`<p class="post-foot">
        <span class="mark mark-private"><${Icon} name="lock" />${t('post.private')}</span>
      </p>`
    }
    <p class="reply-state" data-trouble=${needsPerson}>
      ${needsPerson && html`<${Icon} name="warn" />`}${state === 'sent' && html`<${Icon} name="check" />`}
      <span>
        <b>${labelOf('reply', state)}</b>
        ${state === 'partly_sent' && ` ${t('reply.parts', { n: sent, all: parts.length })}`}
        <${Reason} why=${why ?? ''} reason=${reason} />
        ${state === 'unknown' && ` ${t('reply.unknown_means', { network })}`}
      </span>
    </p>
    ${
      needsPerson &&
      html`<div class="reply-buttons">
        ${
          state === 'unknown'
            ? html`
              ${
                account?.finds_own === false
                  ? html`<button type="button" class="button" disabled=${busy}
                    onClick=${() => settle({ outcome: 'sent' })}>
                    ${t('reply.it_is_there')}
                  </button>`
                  : html`<${Found} busy=${busy} network=${network}
                    found=${(/** @type {string} */ post) => settle({ outcome: 'sent', post })} />`
              }
              <button type="button" class="button" disabled=${busy} onClick=${() => settle({ outcome: 'not_sent' })}>
                ${t('reply.it_is_not')}
              </button>
            `
            : html`
              <button type="button" class="button" disabled=${busy} onClick=${() => again()}>
                ${sent > 0 ? t('reply.retry_rest') : t('reply.retry')}
              </button>
              ${
                sent === 0 &&
                reply.text &&
                html`<button type="button" class="button" disabled=${busy}
                  onClick=${() => {
                    edit(reply);
                    drop();
                  }}>
                  ${t('reply.edit')}
                </button>`
              }
              <button type="button" class="button" disabled=${busy} onClick=${drop}>
                ${sent > 0 ? t('reply.leave') : t('reply.drop')}
              </button>
            `
        }
        ${
          post &&
          html`<a class="button" href=${post} target="_blank" rel="noopener noreferrer">
            ${t('post.open', { network })}<${Icon} name="out" />
          </a>`
        }
      </div>`
    }
    <${SendWarnings} stops=${asks} network=${network} send=${() => again(asks)} goOn=${() => ask([])} />
    ${trouble && html`<p class="trouble" role="alert"><${Icon} name="warn" /><span>${trouble}</span></p>`}
    ${isUnderWay(reply) && html`<span class="on-its-way" aria-hidden="true"></span>`}
  </li>`;
}

/**
 * The reason why a reply was not sent: the network's own message unchanged, or the desk's in the reader's language.
 * @param {{ why: string, reason: string | null }} props
 */
function Reason({ why, reason }) {
  const quoted = !hasLabel('reply_failure', why) || ['refused', 'not_answerable', 'account_refused'].includes(why);
  const message = useTranslated(quoted ? reason : null);
  return html`
    ${hasLabel('reply_failure', why) && ` ${labelOf('reply_failure', why)}`}
    ${message && html` ${t('reply.reason')} <bdi>${message}</bdi>`}
  `;
}

/**
 * The parts of a reply: which were sent, and which would be sent again.
 * @param {{ parts: Reply['parts'], network: string }} props
 */
function PartsSent({ parts, network }) {
  return html`<ol class="parts-sent">
    ${parts.map((part, index) => {
      const url = safeLink(part.url);
      return html`<li key=${index} data-sent=${part.state === 'sent'}>
        <${PostText} text=${part.text} />
        <p class="reply-part-state">
          ${
            part.state === 'sent'
              ? html`
                <${Icon} name="check" />
                ${t('message_part.sent', { network })}${' '}
                ${
                  url &&
                  html`<a class="text-link" href=${url} target="_blank" rel="noopener noreferrer">
                    ${t('post.open', { network })}<${Icon} name="out" />
                  </a>`
                }
              `
              : html`<${Icon} name="late" />${t('message_part.not_sent')}`
          }
        </p>
      </li>`;
    })}
  </ol>`;
}

/**
 * Asks for the address of the post that a reply of unknown outcome became.
 * @param {{ busy: boolean, found: (post: string) => void, network: string }} props
 */
function Found({ busy, found, network }) {
  const onSubmit = (/** @type {SubmitEvent & { currentTarget: HTMLFormElement }} */ event) => {
    event.preventDefault();
    found(String(new FormData(event.currentTarget).get('post')).trim());
  };
  return html`<form class="found-post" onSubmit=${onSubmit}>
    <input class="field" name="post" required maxlength="300" inputmode="url" autocomplete="off"
      placeholder=${t('reply.where', { network })} aria-label=${t('reply.where', { network })} />
    <button type="submit" class="button" disabled=${busy}>${t('reply.it_is_there')}</button>
  </form>`;
}
