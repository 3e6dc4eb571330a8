import { SessionEndedError, UnreachableError } from './api.js';
import { now } from './clock.js';

const EVERY_MS = 5_000;
const SOONER_MS = 1_500;
const LONGEST_WAIT_MS = 60_000;

/**
 * Asks again and again while somebody looks: every five seconds, not at all behind other windows, and ever more seldom
 * while the desk is out of reach. `ask` answers whether something is about to change, so that the next look comes sooner.
 * @param {{ ask: () => Promise<boolean | void>, onUnreachable: (retryAt: number) => void }} options
 */
export function poll({ ask, onUnreachable }) {
  let timer = 0;
  let failures = 0;
  let stopped = false;
  let asking = false;
  let askAgain = false;

  async function look() {
    clearTimeout(timer);
    if (asking) {
      askAgain = true;
      return;
    }
    asking = true;
    let wait = EVERY_MS;
    try {
      wait = (await ask()) ? SOONER_MS : EVERY_MS;
      failures = 0;
    } catch (error) {
      if (error instanceof SessionEndedError) return;
      if (!(error instanceof UnreachableError)) reportError(error);
      wait = Math.min(EVERY_MS * 2 ** failures, LONGEST_WAIT_MS) * (0.9 + Math.random() * 0.2);
      failures += 1;
      if (!stopped) onUnreachable(now() + wait);
    } finally {
      asking = false;
    }
    if (stopped || document.hidden) return;
    timer = window.setTimeout(look, askAgain ? 0 : wait);
    askAgain = false;
  }

  const onReturn = () => {
    clearTimeout(timer);
    if (!document.hidden) look();
  };
  document.addEventListener('visibilitychange', onReturn);
  addEventListener('online', onReturn);
  look();
  return {
    now: look,
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onReturn);
      removeEventListener('online', onReturn);
    },
  };
}
