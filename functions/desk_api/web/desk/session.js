import { createStore } from './store.js';

/** @typedef {{ client_id: string, authorize_url: string, token_url: string, logout_url: string, redirect_uri: string }} Config */
/** @typedef {{ access: string, refresh: string | null, until: number }} Tokens */

const TOKENS = 'sokuto.tokens';
const SIGN_IN = 'sokuto.sign-in';
const RENEW_BEFORE_MS = 60_000;

/** `ended` is a session that ran out while somebody worked: the page stays as it is, and asks once. */
export const session = createStore({ state: 'starting', problem: '' });

export class SessionEndedError extends Error {}

/** @type {Config} */
let config;
/** @type {Tokens | null} */
let tokens = null;
/** @type {Promise<Tokens> | null} */
let renewal = null;

/** Reads the desk's configuration, finishes a sign-in that comes back, and takes up the tab's session. */
export async function startSession() {
  config = readConfig();
  const here = new URL(location.href);
  if (here.searchParams.has('state') && (here.searchParams.has('code') || here.searchParams.has('error'))) {
    await finishSignIn(here);
  }
  tokens ??= stored(TOKENS);
  if (session.get().state === 'starting') session.set({ state: tokens ? 'in' : 'out' });
}

/** Leaves for the hosted sign-in page; the way back leads to the page that is open now. */
export async function signIn() {
  const { url, verifier, state } = await (await signingIn()).beginning(config);
  sessionStorage.setItem(SIGN_IN, JSON.stringify({ verifier, state, back: location.pathname + location.search }));
  location.assign(url);
}

/** The library for it comes when it is wanted: whoever is signed in already does not wait for it. */
const signingIn = () => import('./oauth.js');

/** Forgets the session here and at the sign-in page. Drafts stay: they belong to the person, not to the session. */
export function signOut() {
  sessionStorage.removeItem(TOKENS);
  const url = new URL(config.logout_url);
  url.search = new URLSearchParams({ client_id: config.client_id, logout_uri: config.redirect_uri }).toString();
  location.assign(url);
}

/**
 * An access token that is good for another minute.
 * @param {boolean} [refused] the API did not take the token that we have
 */
export async function accessToken(refused = false) {
  if (!tokens) throw new SessionEndedError();
  if (refused || tokens.until - Date.now() < RENEW_BEFORE_MS) {
    renewal ??= renew().finally(() => { renewal = null; });
    return (await renewal).access;
  }
  return tokens.access;
}

/** Called when even a fresh token is refused. */
export function endSession() {
  tokens = null;
  sessionStorage.removeItem(TOKENS);
  session.set({ state: 'ended' });
}

/** It stands in the page's own document, so that there is no round trip for it. @returns {Config} */
function readConfig() {
  return JSON.parse(document.querySelector('meta[name="sokuto-config"]')?.getAttribute('content') ?? '{}');
}

/** @param {URL} here */
async function finishSignIn(here) {
  const begun = stored(SIGN_IN);
  sessionStorage.removeItem(SIGN_IN);
  history.replaceState(null, '', begun?.back ?? '/');
  if (!begun) return;
  try {
    keep(await (await signingIn()).tokensOfCode(config, here, begun));
  } catch (error) {
    session.set({ state: 'out', problem: error instanceof Error ? error.message : String(error) });
  }
}

/** @returns {Promise<Tokens>} */
async function renew() {
  const refresh = tokens?.refresh;
  if (!refresh) {
    endSession();
    throw new SessionEndedError();
  }
  const { RefusedError, tokensOfRefresh } = await signingIn();
  try {
    return keep(await tokensOfRefresh(config, refresh));
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    endSession();
    throw new SessionEndedError();
  }
}

/** @param {import('../types/oauth4webapi.d.ts').TokenResponse} answer @returns {Tokens} */
function keep(answer) {
  tokens = {
    access: answer.access_token,
    refresh: answer.refresh_token ?? tokens?.refresh ?? null,
    until: Date.now() + (answer.expires_in ?? 300) * 1000,
  };
  sessionStorage.setItem(TOKENS, JSON.stringify(tokens));
  return tokens;
}

/** @param {string} key */
function stored(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}
