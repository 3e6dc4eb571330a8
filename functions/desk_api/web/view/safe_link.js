/** An external address, if it is https. @param {string | null} text */
export function safeLink(text) {
  const url = text && URL.canParse(text) ? new URL(text) : null;
  return url?.protocol === 'https:' ? url.href : null;
}
