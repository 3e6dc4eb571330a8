/** What the page uses of oauth4webapi 3. */
export interface AuthorizationServer {
  issuer: string;
  authorization_endpoint?: string;
  token_endpoint?: string;
}
export interface Client {
  client_id: string;
}
export interface TokenResponse {
  access_token: string;
  refresh_token?: string;
  expires_in?: number;
}
export type ClientAuth = unknown;
export const allowInsecureRequests: unique symbol;
export const customFetch: unique symbol;
export interface Options {
  [allowInsecureRequests]?: boolean;
  [customFetch]?: (url: string, init: RequestInit) => Promise<Response>;
  signal?: AbortSignal;
}
export class ResponseBodyError extends Error {
  error: string;
  status: number;
}
export class AuthorizationResponseError extends Error {
  error: string;
}
export function None(): ClientAuth;
export function generateRandomCodeVerifier(): string;
export function generateRandomState(): string;
export function calculatePKCECodeChallenge(verifier: string): Promise<string>;
export function validateAuthResponse(as: AuthorizationServer, client: Client, url: URL, state: string): URLSearchParams;
export function authorizationCodeGrantRequest(
  as: AuthorizationServer, client: Client, auth: ClientAuth, params: URLSearchParams, redirectUri: string, verifier: string, options: Options,
): Promise<Response>;
export function processAuthorizationCodeResponse(as: AuthorizationServer, client: Client, response: Response): Promise<TokenResponse>;
export function refreshTokenGrantRequest(
  as: AuthorizationServer, client: Client, auth: ClientAuth, refreshToken: string, options: Options,
): Promise<Response>;
export function processRefreshTokenResponse(as: AuthorizationServer, client: Client, response: Response): Promise<TokenResponse>;
