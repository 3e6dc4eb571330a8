import { html, useEffect, useRef } from '/vendor/htm-preact.js';
import UPlot from '/vendor/uplot.js';
import { language } from '../../desk/format/i18n.js';
import { useStore } from '../../desk/session/store.js';
import { theme } from '../../desk/session/theme.js';

/** @typedef {{ ink: string, quiet: string, line: string, mark: string, face: string }} Palette */
/**
 * @typedef {(palette: Palette, width: number) => Omit<import('../../types/uplot.d.ts').Options, 'width' | 'height'>}
 *   Make
 */

const HEIGHT = 168;

/**
 * A chart on canvas, with `label` for screen readers. Redrawn when the theme changes, and in black on white for
 * printing.
 * @param {{ label: string, data: readonly (readonly (number | null)[])[], make: Make, drawn: string }} props `drawn`
 *   names all that the drawing depends on
 */
export function Plot({ label, data, make, drawn }) {
  const { choice } = useStore(theme);
  const { code } = useStore(language);
  const at = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const target = /** @type {HTMLElement} */ (at.current);
    /** @type {UPlot | null} */
    let plot = null;
    let width = 0;
    const draw = (forPaper = false) => {
      plot?.destroy();
      plot = new UPlot(
        { ...make(palette(target, forPaper), width), width, height: HEIGHT, legend: { show: false } },
        data,
        target,
      );
    };
    const sized = new ResizeObserver(() => {
      const now = Math.floor(target.clientWidth);
      if (now === 0 || now === width) return;
      width = now;
      draw();
    });
    sized.observe(target);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const relight = () => {
      if (width) draw();
    };
    const onPaper = () => {
      if (width) draw(true);
    };
    dark.addEventListener('change', relight);
    addEventListener('beforeprint', onPaper);
    addEventListener('afterprint', relight);
    return () => {
      sized.disconnect();
      dark.removeEventListener('change', relight);
      removeEventListener('beforeprint', onPaper);
      removeEventListener('afterprint', relight);
      plot?.destroy();
    };
  }, [drawn, choice, code]);
  return html`<div class="plot" role="img" aria-label=${label} ref=${at}></div>`;
}

/**
 * The theme's colours for the canvas.
 * @param {HTMLElement} near
 * @param {boolean} forPaper
 * @returns {Palette}
 */
function palette(near, forPaper) {
  const probe = document.createElement('i');
  if (forPaper) probe.style.colorScheme = 'light';
  near.append(probe);
  const colour = (/** @type {string} */ name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const face = getComputedStyle(probe).fontFamily;
  const found = {
    ink: colour('--ink'),
    quiet: colour('--ink-3'),
    line: colour('--line'),
    mark: colour('--accent'),
    face,
  };
  probe.remove();
  return found;
}
