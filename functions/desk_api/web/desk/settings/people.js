import { get, ProblemError, SessionEndedError, UnreachableError } from '../session/api.js';
import { createStore } from '../session/store.js';

/** @typedef {import('../../types/desk.d.ts').Colleague} Colleague */

/** Colleagues, read when somebody is first mentioned or assigned. */
export const people = createStore({ all: /** @type {Colleague[]} */ ([]) });

/**
 * The request in flight, shared by all callers; reset after a failure, so that the next caller retries.
 * @type {Promise<void> | null}
 */
let reading = null;

export function readPeople() {
  reading ??= fetchPeople();
  return reading;
}

async function fetchPeople() {
  try {
    people.set({ all: (await get('/api/people')).people });
  } catch (error) {
    if (!(error instanceof ProblemError || error instanceof SessionEndedError || error instanceof UnreachableError))
      throw error;
    reading = null;
  }
}

/**
 * A colleague by their id. A request that fails may have been another caller's, begun before this one asked: it is
 * made once more.
 * @param {string} sub
 */
export async function readColleague(sub) {
  await readPeople();
  await readPeople();
  return people.get().all.find((each) => each.sub === sub);
}

/**
 * Colleagues whose handle or name matches the text after an `@`; those present come first.
 * @param {Colleague[]} all
 * @param {string} typed
 */
export function matchingColleagues(all, typed) {
  const plain = (/** @type {string} */ text) => text.normalize('NFKC').toLowerCase();
  const wanted = plain(typed);
  return all
    .filter(
      ({ name, handle }) =>
        handle &&
        (plain(handle).startsWith(wanted) ||
          plain(name)
            .split(/\s/)
            .some((part) => part.startsWith(wanted))),
    )
    .toSorted((a, b) => Number(b.present) - Number(a.present))
    .slice(0, 6);
}
