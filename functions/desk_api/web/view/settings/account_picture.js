import { html, useEffect, useRef, useState } from '/vendor/htm-preact.js';
import { t } from '../../desk/format/i18n.js';

const SIDE = 96;

/**
 * An account's picture: cropped and scaled down here; the original is never uploaded.
 * @param {import('./field.js').Widget} props
 */
export function AccountPicture({ id, value, set, describedBy }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    if (value) void drawPicture(value, canvas.current).catch(() => setBroken(true));
  }, [value]);
  const choose = async (/** @type {File | undefined} */ file) => {
    if (!file) return;
    try {
      set(await scaledDown(file));
      setBroken(false);
    } catch {
      setBroken(true);
    }
  };
  return html`<div class="picture">
    ${
      value &&
      html`<canvas ref=${canvas} width=${SIDE} height=${SIDE} role="img"
        aria-label=${t('settings.picture_now')}></canvas>`
    }
    <input type="file" class="field" id=${id} accept="image/png,image/jpeg,image/webp" aria-describedby=${describedBy}
      onChange=${(/** @type {any} */ event) => {
        void choose(event.target.files[0]);
        event.target.value = '';
      }} />
    ${
      value &&
      html`<button type="button" class="button" onClick=${() => set(undefined)}>
        ${t('settings.picture_none')}
      </button>`
    }
    ${broken && html`<p class="trouble" role="alert">${t('settings.picture_broken')}</p>`}
  </div>`;
}

/** @param {string} picture in base64 @param {HTMLCanvasElement | null} canvas */
async function drawPicture(picture, canvas) {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes]));
  canvas?.getContext('2d')?.drawImage(image, 0, 0, SIDE, SIDE);
}

/** The centre of a picture on white, as a 96 × 96 JPEG in base64. @param {File} file */
async function scaledDown(file) {
  const image = await createImageBitmap(file);
  const side = Math.min(image.width, image.height);
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, SIDE, SIDE);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 })).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}
