/** @type {Map<string, Promise<unknown>>} */
const loaded = new Map();

/** Loads a style sheet once. Rejects if it cannot be fetched; the next call retries. @param {string} href */
export function loadStyleSheet(href) {
  const loading = loaded.get(href) ?? append(href);
  loaded.set(href, loading);
  return loading;
}

/** @param {string} href */
function append(href) {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  return new Promise((done, failed) => {
    link.onload = done;
    link.onerror = () => {
      link.remove();
      loaded.delete(href);
      failed(new Error(href));
    };
    document.head.append(link);
  });
}
