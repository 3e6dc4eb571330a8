import { useEffect, useState } from '/vendor/htm-preact.js';
import { ProblemError, post, SessionEndedError, UnreachableError } from './api.js';

/** @typedef {import('../types/desk.d.ts').ReplyPreview} ReplyPreview */
/**
 * @typedef {{ account: string, ticket: string, in_reply_to: string | undefined, text: string,
 *   channel: string | undefined }} Asked
 */

/** So long after the last key the desk is asked. */
const TYPING_MS = 350;

/**
 * What the desk says of the draft, a moment after the last key. `isFresh` tells whether that is the draft as it stands;
 * until then the last answer is shown, so that nothing flickers.
 * @param {Asked} asked @param {string} [state] of the account: what changes it changes the answer
 */
export function useReplyPreview(asked, state = '') {
  const key = JSON.stringify([asked, state]);
  const [found, setFound] = useState(/** @type {{ key: string, preview: ReplyPreview } | null} */ (null));
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(
      async () => {
        const preview = await previewOf(asked);
        if (preview && !isOver) setFound({ key, preview });
      },
      found && asked.text ? TYPING_MS : 0,
    );
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [key]);
  return { preview: found?.preview ?? null, isFresh: found?.key === key };
}

/**
 * Null where the desk cannot say: the quick count has to do then.
 * @param {Asked} asked
 * @returns {Promise<ReplyPreview | null>}
 */
async function previewOf(asked) {
  try {
    return await previewReply(asked);
  } catch (error) {
    if (error instanceof ProblemError || error instanceof SessionEndedError || error instanceof UnreachableError)
      return null;
    throw error;
  }
}

/**
 * What the desk says of an answer that is about to go out; null where it answers, and cannot look.
 * @param {Asked} asked
 * @returns {Promise<ReplyPreview | null>}
 */
export async function previewReply(asked) {
  try {
    return await post('/api/preview/reply', asked);
  } catch (error) {
    if (error instanceof ProblemError && (error.status >= 500 || error.status === 429)) return null;
    throw error;
  }
}
