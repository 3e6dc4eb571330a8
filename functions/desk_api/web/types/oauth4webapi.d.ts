/** What the page uses of oauth4webapi 3. */
export interface AuthorizationServer {
  issuer: string;
  authorization_endpoint?: string;
}
export interface Client {
  client_id: string;
}
export function generateRandomCodeVerifier(): string;
export function generateRandomState(): string;
export function calculatePKCECodeChallenge(verifier: string): Promise<string>;
export function validateAuthResponse(as: AuthorizationServer, client: Client, url: URL, state: string): URLSearchParams;
