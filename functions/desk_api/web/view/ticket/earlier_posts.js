import { html, useEffect, useRef } from '/vendor/htm-preact.js';
import { t } from '../../desk/format/i18n.js';
import { showOlderPosts } from '../../desk/queue/ticket.js';
import { Icon } from '../icon.js';
import { useAction } from '../use_action.js';

/** At this distance above what is visible, older posts are read without being asked for. */
const AHEAD_PX = 400;

/**
 * Shows the posts before the first that is shown: on demand, or by scrolling up to them. After a failure only on
 * demand.
 * @param {{ ticketId: string, box: { current: HTMLElement | null }, scrolled: { current: boolean } }} props
 */
export function EarlierPosts({ ticketId, box, scrolled }) {
  const { busy, trouble, run } = useAction();
  const place = useRef(/** @type {HTMLLIElement | null} */ (null));
  const read = () => void run(() => showOlderPosts(ticketId));
  useEffect(() => {
    const observer = new IntersectionObserver(
      (sights) => sights.some((sight) => sight.isIntersecting) && scrolled.current && !trouble && read(),
      { root: box.current, rootMargin: `${AHEAD_PX}px 0px 0px 0px` },
    );
    if (place.current) observer.observe(place.current);
    return () => observer.disconnect();
  });
  return html`<li class="earlier" ref=${place}>
    <button type="button" class="button" aria-disabled=${busy} onClick=${read}>${t('earlier_posts.show')}</button>
    ${trouble && html`<p class="trouble" role="alert"><${Icon} name="warn" /><span>${trouble}</span></p>`}
  </li>`;
}
