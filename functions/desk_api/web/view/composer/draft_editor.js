import { draftPosition } from '../../desk/replies/send_reply.js';
import { blanksIn } from '../../desk/replies/templates.js';

/** @typedef {import('../../types/desk.d.ts').Post} Post */
/** @typedef {import('../../desk/replies/drafts.js').Draft} Draft */
/** @typedef {ReturnType<typeof draftEditor>} Editor */

/**
 * The edits of the draft's text, and the caret's position after each.
 * @param {{ view: import('../../types/desk.d.ts').TicketView, target: Post | undefined, draft: Draft,
 *   write: (draft: Draft) => void, field: { current: HTMLTextAreaElement | null }, changed: () => void }} options
 *   `changed` is told of every new text
 */
export function draftEditor({ view, target, draft, write, field, changed }) {
  /** The first key pins the post being answered and the channel. @param {string} text */
  const replaceText = (text) => {
    changed();
    const begins = !draft.text && target;
    write({
      ...draft,
      text,
      ...(begins && { in_reply_to: target.id, channel: draft.channel ?? target.channel, ...draftPosition(view) }),
      ...(!text && { in_reply_to: null, channel: null, through: null, version: null }),
    });
  };
  /** Inserts words at the caret, separated from their neighbours by a space. @param {string} words */
  const insert = (words) => {
    const at = field.current?.selectionStart ?? draft.text.length;
    const [before, behind] = [draft.text.slice(0, at), draft.text.slice(at)];
    const spaceBefore = before && !/\s$/.test(before) ? ' ' : '';
    const spaceBehind = behind && !/^\s/.test(behind) ? ' ' : '';
    replaceText(before + spaceBefore + words + spaceBehind + behind);
    field.current?.focus();
  };
  const mend = (/** @type {[string, string]} */ [wrong, right]) => {
    replaceText(draft.text.replace(wrong, right));
    field.current?.focus();
  };
  /** Selects the first blank from a position on; false if there is none. @param {number} from */
  const selectBlank = (from) => {
    const box = field.current;
    const blank = blanksIn(box?.value ?? '').find((each) => each.start >= from);
    box?.focus();
    if (blank) box?.setSelectionRange(blank.start, blank.end);
    return blank !== undefined;
  };
  return { replaceText, insert, mend, selectBlank };
}
