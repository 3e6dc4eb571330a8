/**
 * The text's weighted length on X, computed for every key; the API's count follows and is authoritative. Code points of
 * most alphabets weigh 1, others and emoji 2, links 23.
 */
const DOUBLE_WEIGHT = /[\u{1100}-\u{1fff}\u200e\u200f\u2020-\u2031\u{2038}-\u{10ffff}]/gu;
const TOP_LEVEL = 'com|net|org|info|biz|io|co|dev|app|shop|jp|uk|us|eu|de|fr';
const HOST = `(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+(?:${TOP_LEVEL})(?![a-z0-9-])`;
const LINK = new RegExp(`https?://[!-~]+|(?<![\\w@./-])${HOST}(?:/[!-~]*)?`, 'giu');
const EMOJI = /[\p{Extended_Pictographic}\p{Regional_Indicator}]|[0-9#*]\ufe0f?\u20e3/u;
const LINK_WEIGHT = 23;
const segmenter = new Intl.Segmenter();

export const POST_LIMIT = 280;
/** The limit of a private message, in characters. */
export const MESSAGE_LIMIT = 10_000;

/** @param {string} text @param {string} [to] the handle that X puts in front by itself */
export function weightedLength(text, to) {
  const own = withoutHandle(text.normalize('NFC').trim(), to);
  let links = 0;
  const rest = own.replace(LINK, () => {
    links += 1;
    return '';
  });
  return links * LINK_WEIGHT + characterWeight(rest);
}

/** @param {string} text */
function characterWeight(text) {
  if (!EMOJI.test(text)) return [...text].length + (text.match(DOUBLE_WEIGHT)?.length ?? 0);
  let weight = 0;
  for (const { segment } of segmenter.segment(text)) {
    weight += EMOJI.test(segment) ? 2 : [...segment].length + (segment.match(DOUBLE_WEIGHT)?.length ?? 0);
  }
  return weight;
}

/** @param {string} text @param {string} [to] */
function withoutHandle(text, to) {
  const front = `@${to ?? ''}`.toLowerCase();
  return to && text.toLowerCase().startsWith(front) && !/\w/.test(text[front.length] ?? '')
    ? text.slice(front.length).trimStart()
    : text;
}
