import { useEffect, useState } from '/vendor/htm-preact.js';

/**
 * The desk's own sentence in the reader's language, once its translations are there; a network's words stay as
 * they are.
 * @param {string | null} sentence @returns {string | null}
 */
export function useTranslated(sentence) {
  const [known, setKnown] = useState({ sentence, text: sentence });
  useEffect(() => {
    let current = true;
    if (sentence) {
      void translated(sentence).then((text) => {
        if (current) setKnown({ sentence, text });
      });
    }
    return () => {
      current = false;
    };
  }, [sentence]);
  return known.sentence === sentence ? known.text : sentence;
}

/** @param {string} sentence @returns {Promise<string>} */
async function translated(sentence) {
  try {
    const { translateFault } = await import('../desk/session/faults.js');
    return await translateFault(sentence);
  } catch {
    return sentence;
  }
}
