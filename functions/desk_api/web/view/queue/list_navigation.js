/** The row that a key chose and the next frame focuses: two keys within one frame move two rows. */
let chosen = /** @type {string | null} */ (null);

/**
 * Keyboard navigation in a list of which only part is drawn.
 * @param {{ current: (by: 1 | -1) => void }} steer
 * @param {{ current: HTMLElement | null }} scroller @param {{ id: string }[]} rows @param {string | null} openId
 * @param {(index: number) => void} reach brings a row into sight
 */
export function bindListNavigation(steer, scroller, rows, openId, reach) {
  steer.current = (by) => {
    const here = chosen ?? document.activeElement?.getAttribute('data-ticket') ?? openId;
    const next = Math.max(0, Math.min(rows.length - 1, rows.findIndex((row) => row.id === here) + by));
    if (!rows[next]) return;
    reach(next);
    chosen = rows[next].id;
    requestAnimationFrame(() => focusChosen(scroller.current));
  };
}

/** Focuses the row that the last key chose. @param {HTMLElement | null} scroller */
function focusChosen(scroller) {
  const link = chosen && scroller?.querySelector(`[data-ticket="${CSS.escape(chosen)}"]`);
  chosen = null;
  if (link instanceof HTMLElement) link.focus({ preventScroll: true });
}
