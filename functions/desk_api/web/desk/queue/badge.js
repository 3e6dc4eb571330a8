/** A larger number cannot be read at the size of a favicon. */
const MOST = 9;

/** Shows a number on the favicon and, if the app is installed, on its icon. @param {number} n */
export function showBadge(n) {
  const name = n === 0 ? 'favicon' : `icons/badge-${n > MOST ? 'many' : n}`;
  document.querySelector('link[rel="icon"]')?.setAttribute('href', `/${name}.svg`);
  if ('setAppBadge' in navigator) navigator.setAppBadge(n).catch(() => {});
}
