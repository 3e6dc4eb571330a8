import { useLayoutEffect, useState } from '/vendor/htm-preact.js';

/** The height of a row, as `--row` in tokens.css says it: it grows with the reader's own size of letters. */
const ROW_REM = 7.75;
/** Rows drawn beyond the edges, for fast scrolling. */
const BEYOND = 6;
/** The visible range moves in steps, for fewer redraws. */
const STEP = 4;

const rowHeight = () => ROW_REM * parseFloat(getComputedStyle(document.documentElement).fontSize);

/**
 * The visible rows of a long list.
 * @param {{ current: HTMLElement | null }} scroller @param {number} count
 * @returns {{ from: number, to: number, height: number, onScroll: () => void, show: (index: number) => void }}
 */
export function useVisibleRows(scroller, count) {
  const [height, setHeight] = useState(rowHeight);
  const [seen, setSeen] = useState({ from: 0, to: 20 });
  const look = () => {
    const box = scroller.current;
    if (!box) return;
    const first = Math.floor(box.scrollTop / height / STEP) * STEP;
    const from = Math.max(0, first - BEYOND);
    const to = first + Math.ceil(box.clientHeight / height) + STEP + BEYOND;
    setSeen((before) => (before.from === from && before.to === to ? before : { from, to }));
  };
  useLayoutEffect(look, [count, height]);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      setHeight(rowHeight());
      look();
    });
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [height]);
  const show = (/** @type {number} */ index) => {
    const box = scroller.current;
    if (!box) return;
    const top = index * height;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + height > box.scrollTop + box.clientHeight) box.scrollTop = top + height - box.clientHeight;
    look();
  };
  return { ...seen, height, onScroll: look, show };
}
