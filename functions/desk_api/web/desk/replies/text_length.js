/** The measures of networks, computed for every key; the API's count follows and is authoritative. */
const DOUBLE_WEIGHT = /[\u{1100}-\u{1fff}\u200e\u200f\u2020-\u2031\u{2038}-\u{10ffff}]/gu;
const TOP_LEVEL = 'com|net|org|info|biz|io|co|dev|app|shop|jp|uk|us|eu|de|fr';
const HOST = `(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+(?:${TOP_LEVEL})(?![a-z0-9-])`;
const LINK = new RegExp(`https?://[!-~]+|(?<![\\w@./-])${HOST}(?:/[!-~]*)?`, 'giu');
const EMOJI = /[\p{Extended_Pictographic}\p{Regional_Indicator}]|[0-9#*]\ufe0f?\u20e3/u;
const LINK_WEIGHT = 23;
const segmenter = new Intl.Segmenter();

/** @type {Record<string, (text: string, to?: string) => number>} */
const COUNTS = {
  weighted: weightedLength,
  characters: (text) => [...text].length,
  graphemes: (text) => [...segmenter.segment(text)].length,
  statuses: statusLength,
  utf16: (text) => text.length,
  bytes: (text) => new TextEncoder().encode(text).length,
};

/**
 * @param {string} text @param {string} unit the measure's name
 * @param {string} [to] the handle that the network puts in front by itself
 */
export function textLength(text, unit, to) {
  return (COUNTS[unit] ?? COUNTS.characters)(text, to);
}

/**
 * Code points of most alphabets weigh 1, others and emoji 2, links 23; the handle in front nothing.
 * @param {string} text @param {string} [to]
 */
function weightedLength(text, to) {
  const own = withoutHandle(text.normalize('NFC').trim(), to);
  let links = 0;
  const rest = own.replace(LINK, () => {
    links += 1;
    return '';
  });
  return links * LINK_WEIGHT + characterWeight(rest);
}

/**
 * Letters as people see them, links 23 each, and of a name on another server only its first half.
 * @param {string} text
 */
function statusLength(text) {
  const counted = text
    .replace(/https?:\/\/[!-~]+/giu, '-'.repeat(LINK_WEIGHT))
    .replace(/(?<![\w/@])@(\w+(?:[.-]+\w+)*)@[\w.-]*\w/giu, '@$1');
  return [...segmenter.segment(counted)].length;
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
