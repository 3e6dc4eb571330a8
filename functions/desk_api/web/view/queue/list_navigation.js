/**
 * Keyboard navigation in a list of which only part is drawn.
 * @param {{ current: (by: 1 | -1) => void }} steer
 * @param {{ current: HTMLElement | null }} scroller @param {{ id: string }[]} rows @param {string | null} openId
 * @param {(index: number) => void} reach brings a row into sight
 */
export function bindListNavigation(steer, scroller, rows, openId, reach) {
  steer.current = (by) => {
    const here = document.activeElement?.getAttribute('data-ticket') ?? openId;
    const next = Math.max(0, Math.min(rows.length - 1, rows.findIndex((row) => row.id === here) + by));
    if (!rows[next]) return;
    reach(next);
    const link = () =>
      /** @type {HTMLElement | null} */ (
        scroller.current?.querySelector(`[data-ticket="${CSS.escape(rows[next].id)}"]`)
      );
    requestAnimationFrame(() => link()?.focus({ preventScroll: true }));
  };
}
