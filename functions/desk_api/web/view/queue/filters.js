import { html, useRef } from '/vendor/htm-preact.js';
import { formatNumber, labelOf, t } from '../../desk/format/i18n.js';
import { queue } from '../../desk/queue/queue.js';
import { CHANNELS, href, navigate, route } from '../../desk/session/route.js';
import { useStore } from '../../desk/session/store.js';
import { Icon } from '../icon.js';
import { Name } from '../name.js';

/** The menu of filters by channel and tag; its button shows whether one is active. */
export function FilterMenu() {
  const { channel, tag } = useStore(route);
  const { tags } = useStore(queue);
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  const shown = Object.entries(tags);
  if (tag && !(tag in tags)) shown.unshift([tag, 0]);
  const choose = (/** @type {Partial<import('../../desk/session/route.js').Place>} */ to) => {
    navigate({ page: 'queue', ...to }, true);
    panel.current?.hidePopover();
  };
  return html`
    <button type="button" class="icon-button filter-button" popovertarget="filter-menu"
      aria-label=${t('filters.button')} data-on=${Boolean(channel || tag)}>
      <${Icon} name="filter" />
    </button>
    <div ref=${panel} id="filter-menu" class="filter-menu" popover="auto">
      <h2>${t('filters.channel')}</h2>
      <div class="filter-choices">
        <${Pick} text=${t('filters.all')} on=${!channel} pick=${() => choose({ channel: '' })} />
        ${CHANNELS.map(
          (each) => html`<${Pick} key=${each} text=${labelOf('channel', each)} on=${channel === each}
            pick=${() => choose({ channel: each })} />`,
        )}
      </div>
      <h2>${t('filters.tag')}</h2>
      ${shown.length === 0 && html`<p class="muted">${t('filters.no_tags')}</p>`}
      <div class="filter-choices">
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
  return html`<button type="button" class="button chosen" aria-pressed=${on} onClick=${pick}>
    <bdi class="name">${text}</bdi>${n > 0 && html`<b class="view-count">${formatNumber(n)}</b>`}
  </button>`;
}

/** The active filters, each with a button to remove it. */
export function ActiveFilters() {
  const { channel, tag, q } = useStore(route);
  /** @type {[string, Partial<import('../../desk/session/route.js').Place>][]} */
  const active = [];
  if (channel) active.push([labelOf('channel', channel), { channel: '' }]);
  if (tag) active.push([tag, { tag: '' }]);
  if (q) active.push([`“${q}”`, { q: '' }]);
  if (active.length === 0) return null;
  return html`<ul class="active-filters" aria-label=${t('filters.in_force')}>
    ${active.map(
      ([what, without]) => html`<li key=${what}>
        <a class="chip" href=${href(without)} aria-label=${t('filters.drop', { what })}>
          <${Name} text=${what} /><${Icon} name="close" />
        </a>
      </li>`,
    )}
  </ul>`;
}
