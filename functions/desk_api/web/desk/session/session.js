import { createStore } from './store.js';

/** @typedef {{ client_id: string, authorize_url: string, logout_url: string, redirect_uri: string }} Config */
/** @typedef {{ access: string, until: number }} Tokens */

const TOKENS = 'sokuto.tokens';
const SIGN_IN = 'sokuto.sign-in';
const RENEW_BEFORE_MS = 60_000;
const TIMEOUT_MS = 12_000;

/** `ended`: the session expired during work; the page stays as it is and asks for sign-in once. */
export const session = createStore({ state: 'starting', problem: '' });

export class SessionEndedError extends Error {}

/** @type {Config} */
let config;
/** @type {Tokens | null} the access token alone: what renews it stands in a cookie that no script can read */
let tokens = null;
/** @type {Promise<Tokens> | null} */
let renewal = null;
/** Incremented when a session ends, so that responses to earlier requests are dropped. */
let era = 0;

/** Tells other tabs of sign-in and sign-out, since they share the cookie. */
const tabs = new BroadcastChannel('sokuto.session');
tabs.onmessage = (/** @type {MessageEvent<'in' | 'out'>} */ { data }) => {
  const { state } = session.get();
  if (data === 'out' && state === 'starting') era += 1;
  if (data === 'out' && state === 'in') endSession();
  // Another person may have signed in; drafts are kept.
  if (data === 'in' && (state === 'ended' || state === 'out')) location.reload();
};

/** Reads the configuration, completes a sign-in and restores the browser's session. */
export async function startSession() {
  config = readConfig();
  const here = new URL(location.href);
  if (here.searchParams.has('state') && (here.searchParams.has('code') || here.searchParams.has('error'))) {
    await finishSignIn(here);
  }
  tokens ??= stored(TOKENS);
  if (session.get().state !== 'starting') return;
  try {
    tokens ??= await renewed();
    session.set({ state: 'in' });
  } catch (error) {
    if (!(error instanceof SessionEndedError)) throw error;
    session.set({ state: 'out' });
  }
}

/** Redirects to the hosted sign-in page, which returns to the current address. */
export async function signIn() {
  const { url, verifier, state } = await (await signingIn()).beginSignIn(config);
  sessionStorage.setItem(SIGN_IN, JSON.stringify({ verifier, state, back: location.pathname + location.search }));
  location.assign(url);
}

/** Loaded on demand, since most visits have a session. */
const signingIn = () => import('./oauth.js');

/** Ends the session in all tabs and at the identity provider. Drafts are kept, by person. */
export async function signOut() {
  forget();
  tabs.postMessage('out');
  await asked('DELETE', '/session').catch(() => null);
  const url = new URL(config.logout_url);
  url.search = new URLSearchParams({ client_id: config.client_id, logout_uri: config.redirect_uri }).toString();
  location.assign(url);
}

/**
 * Returns an access token that is valid for at least another minute.
 * @param {boolean} [refused] the API did not take the token that we have
 */
export async function accessToken(refused = false) {
  if (session.get().state === 'ended') throw new SessionEndedError();
  if (refused || !tokens || tokens.until - Date.now() < RENEW_BEFORE_MS) {
    renewal ??= renewedOrEnded().finally(() => {
      renewal = null;
    });
    return (await renewal).access;
  }
  return tokens.access;
}

/** Ends the session after a fresh token was refused. */
export function endSession() {
  forget();
  session.set({ state: 'ended' });
}

function forget() {
  era += 1;
  tokens = null;
  sessionStorage.removeItem(TOKENS);
}

/** The configuration is embedded in the document, which saves a round trip. @returns {Config} */
function readConfig() {
  return JSON.parse(document.querySelector('meta[name="sokuto-config"]')?.getAttribute('content') ?? '{}');
}

/** @param {URL} here */
async function finishSignIn(here) {
  const begun = stored(SIGN_IN);
  sessionStorage.removeItem(SIGN_IN);
  // With the origin, since `//name/x` alone is the address of another host.
  history.replaceState(null, '', location.origin + (begun?.back ?? '/'));
  if (!begun) return;
  try {
    const code = (await signingIn()).authorizationCode(config, here, begun.state);
    await keep(await asked('POST', '/session', { code, verifier: begun.verifier }));
    session.set({ state: 'in' });
    tabs.postMessage('in');
  } catch (error) {
    session.set({ state: 'out', problem: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * Renews the session by its cookie, which all tabs share. If another person has signed in meanwhile, the page reloads
 * as theirs.
 * @returns {Promise<Tokens>}
 */
async function renewed() {
  const [began, before] = [era, tokens && subject(tokens.access)];
  const response = await asked('POST', '/session/renew');
  if (response.status === 401 || era !== began) throw new SessionEndedError();
  const fresh = await keep(response, began);
  const after = subject(fresh.access);
  if (before && after && before !== after) {
    location.reload();
    await new Promise(() => {}); // nothing more is asked for in either name
  }
  return fresh;
}

/** The subject of an access token, unverified; used only to detect a change of person. @param {string} token */
function subject(token) {
  try {
    return JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))).sub ?? null;
  } catch {
    return null;
  }
}

/** @returns {Promise<Tokens>} */
async function renewedOrEnded() {
  try {
    return await renewed();
  } catch (error) {
    if (error instanceof SessionEndedError) endSession();
    throw error;
  }
}

/** @param {string} method @param {string} path @param {object} [body] */
const asked = (method, path, body = {}) =>
  fetch(path, {
    method,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });

/** @param {Response} response @param {number} began @returns {Promise<Tokens>} */
async function keep(response, began = era) {
  const answer = await response.json();
  if (era !== began) throw new SessionEndedError();
  if (!response.ok) throw new Error(answer.detail ?? String(response.status));
  tokens = { access: answer.access_token, until: Date.now() + answer.expires_in * 1000 };
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
