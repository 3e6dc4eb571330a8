import { html, useRef } from '/vendor/htm-preact.js';
import { number, t, word } from '../../desk/i18n.js';
import { queue } from '../../desk/queue.js';
import { CHANNELS, go, href, place } from '../../desk/route.js';
import { useStore } from '../../desk/store.js';
import { Icon } from '../icon.js';
import { Name } from '../name.js';

/** By channel and tag: seldom needed, so it stands behind one button, which says whether it is in force. */
export function Narrow() {
  const { channel, tag } = useStore(place);
  const { tags } = useStore(queue);
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  const shown = Object.entries(tags);
  if (tag && !(tag in tags)) shown.unshift([tag, 0]);
  const choose = (/** @type {Partial<import('../../desk/route.js').Place>} */ to) => {
    go({ page: 'queue', ...to }, true);
    panel.current?.hidePopover();
  };
  return html`
    <button type="button" class="icon-button narrow-button" popovertarget="narrow" aria-label=${t('narrow.button')}
      data-on=${Boolean(channel || tag)}>
      <${Icon} name="narrow" />
    </button>
    <div ref=${panel} id="narrow" class="narrow" popover="auto">
      <h2>${t('narrow.channel')}</h2>
      <div class="narrow-choices">
        <${Pick} text=${t('narrow.all')} on=${!channel} pick=${() => choose({ channel: '' })} />
        ${CHANNELS.map(
          (each) => html`<${Pick} key=${each} text=${word('channel', each)} on=${channel === each}
            pick=${() => choose({ channel: each })} />`,
        )}
      </div>
      <h2>${t('narrow.tag')}</h2>
      ${shown.length === 0 && html`<p class="quiet">${t('narrow.no_tags')}</p>`}
      <div class="narrow-choices">
        ${shown.map(
          ([name, n]) => html`<${Pick} key=${name} text=${name} n=${n} on=${tag === name}
            pick=${() => choose({ tag: tag === name ? '' : name })} />`,
        )}
      </div>
    </div>
  `;
}

/** @param {{ text: string, n?: number, on: boolean, pick: () => void }} props */
function Pick({ text, n = 0, on, pick }) {
  return html`<button type="button" class="button pick" aria-pressed=${on} onClick=${pick}>
    <bdi class="name">${text}</bdi>${n > 0 && html`<b class="filter-count">${number(n)}</b>`}
  </button>`;
}

/** What the queue is narrowed to beside its counts, each with the way to take it away. */
export function InForce() {
  const { channel, tag, q } = useStore(place);
  /** @type {[string, Partial<import('../../desk/route.js').Place>][]} */
  const said = [];
  if (channel) said.push([word('channel', channel), { channel: '' }]);
  if (tag) said.push([tag, { tag: '' }]);
  if (q) said.push([`“${q}”`, { q: '' }]);
  if (said.length === 0) return null;
  return html`<ul class="in-force" aria-label=${t('narrow.in_force')}>
    ${said.map(
      ([what, without]) => html`<li key=${what}>
        <a class="chip" href=${href(without)} aria-label=${t('narrow.drop', { what })}>
          <${Name} text=${what} /><${Icon} name="close" />
        </a>
      </li>`,
    )}
  </ul>`;
}
