import { html, useEffect, useLayoutEffect, useRef, useState } from '/vendor/htm-preact.js';
import { formatSize } from '../../desk/format/file_size.js';
import { addTexts, labelOf, t } from '../../desk/format/i18n.js';
import { Icon } from '../icon.js';
import { Name } from '../name.js';
import { PostText } from '../post_text.js';
import { safeLink } from '../safe_link.js';

await addTexts('media');

/** @typedef {import('../../types/desk.d.ts').Media} Media */

/**
 * Icons by their paths, on a 24 px grid.
 * @type {Record<Media['type'], string>}
 */
const PATHS = {
  photo: 'M4 5h16v14H4ZM4 16l5-5 4 4 3-3 4 4M15.5 9.5v.01',
  animated_gif: 'M4 5h16v14H4ZM10 9l5 3-5 3Z',
  video: 'M4 5h16v14H4ZM10 9l5 3-5 3Z',
  audio: 'M4 10v4h4l5 4V6l-5 4ZM16.5 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11',
  file: 'M6 3h8l4 4v14H6ZM14 3v4h4',
  sticker: 'M4 4h16v10l-6 6H4ZM14 20v-6h6M9 9.5v.01M14.5 9.5v.01M8.5 13c1 1.5 3 2 4.5 1',
  location: 'M12 21c-4-5-6.5-8-6.5-11a6.5 6.5 0 0 1 13 0c0 3-2.5 6-6.5 11ZM12 12a2 2 0 1 0 0-4a2 2 0 0 0 0 4Z',
  story: 'M7 3h10v18H7ZM10 6h4M12 10v4M10 12h4',
  shared_post: 'M4 4h12v12H4ZM8 16v4h12V8h-4',
  unsupported: 'M4 5h16v14H4ZM10 10a2 2 0 1 1 2.5 2c-.4.2-.5.5-.5 1.2M12 16v.01',
};

/** What a browser shows as a picture. */
const PICTURES = ['photo', 'animated_gif', 'sticker', 'story'];

/**
 * What a post shows, as tiles. Only the desk's own files are loaded, and pictures of networks that the desk's settings
 * name; anything else that stands on a network is a link, so that no other host learns who reads what.
 * @param {{ media: Media[], post: string | null, network: string }} props
 */
export function MediaList({ media, post, network }) {
  return html`<ul class="media-list" ref=${useGrown()}>
    ${media.map(
      (each, at) => html`<li key=${at}>
        <${Tile} each=${each} post=${post} place=${at + 1} of=${media.length} network=${network} />
      </li>`,
    )}
  </ul>`;
}

/** Tells the thread, which may stand at its end, that this has been drawn later than the posts around it. */
function useGrown() {
  const element = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => void element.current?.dispatchEvent(new Event('grown', { bubbles: true })), []);
  return element;
}

/** @param {{ each: Media, post: string | null, place: number, of: number, network: string }} props */
function Tile({ each, post, place, of, network }) {
  const kind = labelOf('media', each.type) + (of > 1 ? ` ${place}/${of}` : '');
  const url = fileLink(each);
  const [family] = (each.content_type ?? '').split('/');
  if (each.kept === 'kept' && url) {
    if (family === 'image') return html`<${Picture} each=${each} url=${url} kind=${kind} />`;
    if (family === 'video' || family === 'audio')
      return html`<${Recording} each=${each} url=${url} kind=${kind} family=${family} />`;
    return html`<${TextTile} each=${each} kind=${kind} url=${url} action=${t('media.save')} />`;
  }
  if (each.kept)
    return html`<${TextTile} each=${each} kind=${kind} url=${post} action=${t('media.look', { network })}
      says=${labelOf('media_kept', each.kept, { network })} preview=${fileLink(each, 'preview_url')} />`;
  if (each.shown && url && PICTURES.includes(each.type))
    return html`<${Picture} each=${each} url=${url} kind=${kind} post=${post} network=${network} />`;
  const place_url = each.type === 'location' ? url : null;
  return html`<${TextTile} each=${each} kind=${kind} url=${place_url ?? post ?? url}
    action=${place_url ? t('media.map') : t('media.look', { network })}
    says=${each.type === 'unsupported' ? t('media.unsupported_says', { network }) : undefined} />`;
}

/**
 * A tile without a picture, or with a small one of what is not kept.
 * @param {{ each: Media, kind: string, url: string | null, action: string, says?: string,
 *   preview?: string | null }} props
 */
function TextTile({ each, kind, url, action, says, preview = null }) {
  const facts = joined(each.name, sizeOf(each));
  const isDescribed = each.alt || facts || says;
  return html`<${url ? 'a' : 'div'} class="media" href=${url} target="_blank" rel="noopener noreferrer"
    title=${each.alt || undefined}>
    ${
      preview
        ? html`<${LastingImage} class="media-small" src=${preview} alt="" />`
        : html`<span class="media-sign"><${Icon} path=${PATHS[each.type] ?? PATHS.unsupported} /></span>`
    }
    <b>${kind}</b>
    <span class="media-alt" dir="auto">
      ${facts && html`<bdi class="media-facts">${facts}</bdi> `}${each.alt} ${says}
      ${!isDescribed && t('media.no_alt')}
    </span>
    ${url && html` <span class="media-look">${action}<${Icon} name="out" /></span>`}
  <//>`;
}

/**
 * A picture; one that cannot be loaded is a tile. The network's own addresses last for a while only.
 * @param {{ each: Media, url: string, kind: string, post?: string | null, network?: string }} props
 */
function Picture({ each, url, kind, post = null, network = '' }) {
  const [isBroken, setBroken] = useState(false);
  if (isBroken) {
    const says = each.kept ? t('media.broken') : t('media.not_loaded', { network });
    return html`<${TextTile} each=${each} kind=${kind} url=${each.kept ? post : (post ?? url)}
      action=${t('media.look', { network })} says=${says} />`;
  }
  return html`<figure class="media-figure" data-type=${each.type}>
    <a href=${url} target="_blank" rel="noopener noreferrer" title=${t('media.full_size')}>
      <${LastingImage} src=${fileLink(each, 'preview_url') ?? url} alt=${each.alt || kind}
        fails=${() => setBroken(true)} />
    </a>
    ${each.alt && html`<figcaption dir="auto">${each.alt}</figcaption>`}
  </figure>`;
}

/**
 * A film or a sound; nothing is loaded before somebody plays it.
 * @param {{ each: Media, url: string, kind: string, family: 'video' | 'audio' }} props
 */
function Recording({ each, url, kind, family }) {
  const [src, fails, isBroken] = useLastingLink(url);
  if (isBroken) return html`<${TextTile} each=${each} kind=${kind} url=${null} action="" says=${t('media.broken')} />`;
  return html`<figure class="media-figure" data-type=${each.type}>
    <${family} controls preload="none" src=${src} poster=${fileLink(each, 'preview_url') ?? undefined}
      aria-label=${each.alt || kind} onError=${fails} />
    <figcaption dir="auto">${joined(each.alt || each.name || kind, sizeOf(each))}</figcaption>
  </figure>`;
}

/** @param {(string | undefined)[]} parts */
const joined = (...parts) => parts.filter(Boolean).join(' · ');

/** @param {Media} each */
const sizeOf = ({ size }) => (size ? formatSize(size) : '');

/** @param {{ src: string, alt: string, class?: string, fails?: () => void }} props */
function LastingImage({ src, alt, class: name, fails }) {
  const [shown, retry, isBroken] = useLastingLink(src);
  useEffect(() => {
    if (isBroken) fails?.();
  }, [isBroken]);
  if (isBroken) return null;
  return html`<img class=${name} src=${shown} alt=${alt} loading="lazy" decoding="async"
    referrerpolicy="no-referrer" onError=${retry} />`;
}

/**
 * A link that stays as it was first given, since each refresh of the ticket may bring another one for the same file: a
 * picture would flicker, and a film begin anew. Once it has failed, the newest is taken, and if that fails too, none.
 * @param {string} link
 * @returns {[string, () => void, boolean]}
 */
function useLastingLink(link) {
  const [used, use] = useState(link);
  const [isBroken, setBroken] = useState(false);
  const fails = () => (used === link ? setBroken(true) : use(link));
  return [used, fails, isBroken];
}

/**
 * The address of a file, if a browser may follow it. The desk's own files may stand on a developer's machine.
 * @param {Media} each @param {'url' | 'preview_url'} [which]
 */
function fileLink(each, which = 'url') {
  const text = each[which] ?? '';
  const isLocal = each.kept && URL.canParse(text) && new URL(text).protocol === 'http:' && isLoopback(new URL(text));
  return isLocal ? text : safeLink(text);
}

/** @param {URL} url */
const isLoopback = ({ hostname }) => ['127.0.0.1', 'localhost'].includes(hostname) || hostname.endsWith('.localhost');

/**
 * What the author asks readers to decide about by the warning alone: it is not there before it is opened, so that no
 * picture is loaded.
 * @param {{ warning: string, body: any }} props
 */
export function ContentWarning({ warning, body }) {
  const [isOpen, open] = useState(false);
  return html`<div class="content-warning" ref=${useGrown()}>
    <p class="content-warning-label"><${Icon} name="warn" />${t('post.content_warning')}</p>
    <${PostText} text=${warning} />
    <button type="button" class="button" aria-expanded=${isOpen} onClick=${() => open(!isOpen)}>
      ${isOpen ? t('content_warning.hide') : t('content_warning.show')}
    </button>
    ${isOpen && body}
  </div>`;
}

/**
 * The quoted post: author, text if known, and link.
 * @param {{ quoted: NonNullable<import('../../types/desk.d.ts').Post['quoted']> }} props
 */
export function Quoted({ quoted }) {
  const { author, text, gone } = quoted;
  const url = safeLink(quoted.url);
  return html`<blockquote class="quoted" ref=${useGrown()} cite=${url ?? undefined}>
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
