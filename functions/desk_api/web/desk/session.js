import * as oauth from '/vendor/oauth4webapi.js';
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
  config = await readConfig();
  const here = new URL(location.href);
  if (here.searchParams.has('state') && (here.searchParams.has('code') || here.searchParams.has('error'))) {
    await finishSignIn(here);
  }
  tokens ??= stored(TOKENS);
  if (session.get().state === 'starting') session.set({ state: tokens ? 'in' : 'out' });
}

/** Leaves for the hosted sign-in page; the way back leads to the page that is open now. */
export async function signIn() {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  sessionStorage.setItem(SIGN_IN, JSON.stringify({ verifier, state, back: location.pathname + location.search }));
  const url = new URL(config.authorize_url);
  url.search = new URLSearchParams({
    client_id: config.client_id,
    redirect_uri: config.redirect_uri,
    response_type: 'code',
    scope: 'openid email profile',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString();
  location.assign(url);
}

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

async function readConfig() {
  const response = await fetch('/config.json');
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return response.json();
}

/** @param {URL} here */
async function finishSignIn(here) {
  const begun = stored(SIGN_IN);
  sessionStorage.removeItem(SIGN_IN);
  history.replaceState(null, '', begun?.back ?? '/');
  if (!begun) return;
  try {
    const params = oauth.validateAuthResponse(server(), client(), here, begun.state);
    const response = await oauth.authorizationCodeGrantRequest(
      server(), client(), oauth.None(), params, config.redirect_uri, begun.verifier, requestOptions(),
    );
    keep(await oauth.processAuthorizationCodeResponse(server(), client(), response));
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
  try {
    const response = await oauth.refreshTokenGrantRequest(server(), client(), oauth.None(), refresh, requestOptions());
    return keep(await oauth.processRefreshTokenResponse(server(), client(), response));
  } catch (error) {
    if (!(error instanceof oauth.ResponseBodyError)) throw error;
    endSession();
    throw new SessionEndedError();
  }
}

/** @param {oauth.TokenResponse} answer @returns {Tokens} */
function keep(answer) {
  tokens = {
    access: answer.access_token,
    refresh: answer.refresh_token ?? tokens?.refresh ?? null,
    until: Date.now() + (answer.expires_in ?? 300) * 1000,
  };
  sessionStorage.setItem(TOKENS, JSON.stringify(tokens));
  return tokens;
}

/** @returns {oauth.AuthorizationServer} */
function server() {
  const { authorize_url, token_url } = config;
  return { issuer: new URL(token_url).origin, authorization_endpoint: authorize_url, token_endpoint: token_url };
}

function client() {
  return { client_id: config.client_id };
}

/** @returns {oauth.Options} */
function requestOptions() {
  return {
    [oauth.allowInsecureRequests]: isOnThisMachine(new URL(config.token_url)),
    [oauth.customFetch]: fetchWithoutIdToken,
    signal: AbortSignal.timeout(15_000),
  };
}

/**
 * Plain HTTP is taken from a desk that runs on this machine, and from no other.
 * @param {URL} url
 */
export function isOnThisMachine(url) {
  const { protocol, hostname } = url;
  return protocol === 'http:' && (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1');
}

/**
 * Who somebody is, `/api/me` says, from the access token that the API checks. The ID token is dropped unread: the page
 * does not know the issuer that it would have to be compared with.
 * @param {string} url @param {RequestInit} init
 */
async function fetchWithoutIdToken(url, init) {
  const response = await fetch(url, init);
  if (!response.ok) return response;
  const { id_token, ...rest } = await response.json();
  return new Response(JSON.stringify(rest), { status: response.status, headers: { 'content-type': 'application/json' } });
}

/** @param {string} key */
function stored(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}
