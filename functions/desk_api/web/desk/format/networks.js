import { useEffect } from '/vendor/htm-preact.js';
import { get, ProblemError, SessionEndedError, UnreachableError } from '../session/api.js';
import { createStore, useStore } from '../session/store.js';
import { language } from './i18n.js';

/** @typedef {import('../../types/desk.d.ts').Network} Network */

/** The networks that the desk can answer on, read when their names or prices are first shown. */
const networks = createStore({ all: /** @type {Network[]} */ ([]) });

/**
 * The request in flight, shared by all callers; reset after a failure, so that the next caller retries.
 * @type {Promise<void> | null}
 */
let reading = null;

export function readNetworks() {
  reading ??= fetchNetworks();
  return reading;
}

/** @returns {Network[]} none until they are read */
export function useNetworks() {
  useEffect(() => void readNetworks(), []);
  return useStore(networks).all;
}

async function fetchNetworks() {
  try {
    networks.set({ all: (await get('/api/networks')).networks });
  } catch (error) {
    if (!(error instanceof ProblemError || error instanceof SessionEndedError || error instanceof UnreachableError))
      throw error;
    reading = null;
  }
}

/**
 * What a charge is for, in the reader's language; its own name until the networks are read.
 * @param {string} charge
 * @param {string} network the one that charges; any that has such a charge, if it is unknown
 */
export function chargeName(charge, network = '') {
  const { code } = language.get();
  const charging = networks.get().all.filter(({ prices }) => charge in prices);
  return (charging.find(({ id }) => id === network) ?? charging[0])?.charges[code][charge] ?? charge;
}

/** A network's name; its name in the settings until the networks are read. @param {string} network */
export function networkTitle(network) {
  return networks.get().all.find(({ id }) => id === network)?.name ?? network;
}

/** A network's name, or what one of its charges is for. @param {string} part of the path of a price */
export function priceName(part) {
  return networks.get().all.find(({ id }) => id === part)?.name ?? chargeName(part);
}
