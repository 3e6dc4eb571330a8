import { useState } from '/vendor/htm-preact.js';
import { hasLabel, labelOf, t } from '../desk/format/i18n.js';
import { ProblemError, SessionEndedError, UnreachableError } from '../desk/session/api.js';

/**
 * Runs one user action at a time: `busy` while it runs, `trouble` the message if it failed.
 * @returns {{ busy: boolean, trouble: string, run: (what: () => Promise<unknown>) => Promise<boolean>,
 *   clear: () => void }}
 */
export function useAction() {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  /** @param {() => Promise<unknown>} what */
  async function run(what) {
    if (busy) return false;
    setBusy(true);
    setTrouble('');
    try {
      await what();
      return true;
    } catch (error) {
      setTrouble(explainError(error));
      return false;
    } finally {
      setBusy(false);
    }
  }
  return { busy, trouble, run, clear: () => setTrouble('') };
}

/** @param {unknown} error */
export function explainError(error) {
  if (error instanceof SessionEndedError) return t('session.ended');
  if (error instanceof UnreachableError) return t('error.unreachable');
  if (error instanceof ProblemError && error.status === 403) return t('error.not_allowed');
  if (error instanceof ProblemError) {
    const { code, holder, newer } = error.problem;
    if (Array.isArray(newer)) return t('composer.stale', { n: newer.length });
    if (holder) return t('refusal.claim_held', { name: holder.name });
    if (hasLabel('refusal', code)) return labelOf('refusal', code);
    if (error.status === 502)
      return hasLabel('network_problem', code) ? labelOf('network_problem', code) : error.message;
    if (error.status === 404) return t('error.gone');
    if (error.status === 429) return t('error.busy');
    return error.status >= 500 ? t('error.failed') : error.message;
  }
  throw error;
}
