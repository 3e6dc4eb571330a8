import * as oauth from '/vendor/oauth4webapi.js';

/** @typedef {import('./session.js').Config} Config */

/** The sign-in's refusal of a token that once was good. */
export class RefusedError extends Error {}

/**
 * What it takes to leave for the sign-in page, and to be known when one comes back.
 * @param {Config} config
 */
export async function beginning(config) {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
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
  return { url, verifier, state };
}

/** @param {Config} config @param {URL} here @param {{ verifier: string, state: string }} begun */
export async function tokensOfCode(config, here, begun) {
  const params = oauth.validateAuthResponse(server(config), client(config), here, begun.state);
  const response = await oauth.authorizationCodeGrantRequest(
    server(config), client(config), oauth.None(), params, config.redirect_uri, begun.verifier, requestOptions(config),
  );
  return oauth.processAuthorizationCodeResponse(server(config), client(config), response);
}

/** @param {Config} config @param {string} refresh */
export async function tokensOfRefresh(config, refresh) {
  const response = await oauth.refreshTokenGrantRequest(server(config), client(config), oauth.None(), refresh, requestOptions(config));
  try {
    return await oauth.processRefreshTokenResponse(server(config), client(config), response);
  } catch (error) {
    if (!(error instanceof oauth.ResponseBodyError)) throw error;
    throw new RefusedError(error.error);
  }
}

/** @param {Config} config @returns {oauth.AuthorizationServer} */
function server({ authorize_url, token_url }) {
  return { issuer: new URL(token_url).origin, authorization_endpoint: authorize_url, token_endpoint: token_url };
}

/** @param {Config} config */
function client({ client_id }) {
  return { client_id };
}

/** @param {Config} config @returns {oauth.Options} */
function requestOptions({ token_url }) {
  return {
    [oauth.allowInsecureRequests]: isOnThisMachine(new URL(token_url)),
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
