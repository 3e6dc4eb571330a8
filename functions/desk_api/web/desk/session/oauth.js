import * as oauth from '/vendor/oauth4webapi.js';

/** @typedef {import('./session.js').Config} Config */

/** Creates the authorization URL, with the state and verifier to check the response. @param {Config} config */
export async function beginSignIn(config) {
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

/**
 * The authorization code of the response. Throws if sign-in was refused or the state does not match.
 * @param {Config} config
 * @param {URL} here
 * @param {string} state
 */
export const authorizationCode = (config, here, state) =>
  oauth.validateAuthResponse(server(config), client(config), here, state).get('code') ?? '';

/** @param {Config} config @returns {oauth.AuthorizationServer} */
function server({ authorize_url }) {
  return { issuer: new URL(authorize_url).origin, authorization_endpoint: authorize_url };
}

/** @param {Config} config */
function client({ client_id }) {
  return { client_id };
}
