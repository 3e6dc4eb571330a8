/** Beyond nine a small sign cannot be read; more than that is more than that. */
const MOST = 9;

/**
 * Puts a number on the tab's sign and, where the desk is installed, on its icon.
 * @param {number} n
 */
export function showBadge(n) {
  const name = n === 0 ? 'favicon' : `icons/badge-${n > MOST ? 'many' : n}`;
  document.querySelector('link[rel="icon"]')?.setAttribute('href', new URL(`../${name}.svg`, import.meta.url).href);
  if ('setAppBadge' in navigator) navigator.setAppBadge(n).catch(() => {});
}
