import { useEffect, useRef } from '/vendor/htm-preact.js';
import { ProblemError } from '../../desk/api.js';
import { me } from '../../desk/me.js';
import { now, useNow } from '../../desk/server_clock.js';
import { useStore } from '../../desk/store.js';
import { actOnTicket, releaseClaim } from '../../desk/ticket.js';
import { explainError } from '../use_action.js';

/** @typedef {import('../../types/desk.d.ts').Ticket} Ticket */
/** @typedef {import('../../types/desk.d.ts').Holder} Holder */

/**
 * A lease of ten minutes is renewed by typing after 45 seconds, for the desk takes a claim for idle after 90 (W3); it
 * is asked for at most so often.
 */
const RENEW_LEFT_MS = 10 * 60_000 - 45_000;
const CLAIM_EVERY_MS = 15_000;

/**
 * Takes the claim when somebody begins to write and keeps it while they do. With nothing written it is given back when
 * its holder goes: to another ticket, or from the page; while the page is merely out of sight, only one that was taken
 * by touching the field. The desk itself breaks what this cannot reach (W3).
 * @param {{ ticket: Ticket, self: string, text: string, setRefusedFor: (holder: Holder | null) => void,
 *   setTrouble: (trouble: string) => void }} options
 */
export function useClaim({ ticket, self, text, setRefusedFor, setTrouble }) {
  const latest = useRef({ asked: 0, isOurs: false, isNeeded: false, hasGone: false });
  latest.current.isNeeded = text.trim() !== '' || ticket.holder?.sub !== self;
  useEffect(() => {
    const leave = () => {
      if (!latest.current.isNeeded) releaseClaim(ticket.id);
    };
    const hide = () => {
      if (document.visibilityState !== 'hidden' || !latest.current.isOurs) return;
      leave();
      latest.current.isOurs = false;
    };
    addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', hide);
    return () => {
      removeEventListener('pagehide', leave);
      document.removeEventListener('visibilitychange', hide);
      latest.current.hasGone = true;
      leave();
    };
  }, []);
  const claim = () => {
    const left = ticket.holder?.sub === self ? Date.parse(ticket.holder.until) - now() : 0;
    if (left > RENEW_LEFT_MS || now() - latest.current.asked < CLAIM_EVERY_MS) return;
    latest.current.asked = now();
    const had = left > 0;
    actOnTicket(ticket.id, 'claim').then(
      () => {
        if (!had) latest.current.isOurs = true;
        if (latest.current.hasGone && !had && text.trim() === '') releaseClaim(ticket.id);
        setRefusedFor(null);
      },
      (error) => {
        if (error instanceof ProblemError && error.problem.holder) setRefusedFor(error.problem.holder);
      },
    );
  };
  const takeOver = () =>
    actOnTicket(ticket.id, 'claim', { take_over: true }).then(
      () => setRefusedFor(null),
      (error) => setTrouble(explainError(error)),
    );
  return { claim, takeOver };
}

/** The colleague who is answering right now, for as long as their lease has time left. @param {Holder | null} holder */
export function useOtherHolder(holder) {
  const { person } = useStore(me);
  const holds = useNow((at) => holder !== null && holder.sub !== person?.sub && Date.parse(holder.until) > at);
  return holds ? holder : null;
}
