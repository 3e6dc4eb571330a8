import { noteBuild, stayWhile } from './new_build.js';
import { accessToken, endSession, SessionEndedError } from './session.js';

/** An error response of the API, with its problem document. */
export class ProblemError extends Error {
  /**
   * @param {number} status
   * @param {Record<string, any>} problem
   * @param {number} [waitMs] not before it is asked again
   */
  constructor(status, problem, waitMs = 0) {
    super(problem.detail || problem.title || String(status));
    this.status = status;
    this.problem = problem;
    this.waitMs = waitMs;
  }
}

/** No response arrived, from the network or from the desk; the request may or may not have been processed. */
export class UnreachableError extends Error {
  /** @param {string} said @param {number} [status] of whatever stands before the desk @param {number} [waitMs] */
  constructor(said, status = 0, waitMs = 0) {
    super(said);
    this.status = status;
    this.waitMs = waitMs;
  }
}

/** Why something could not be read, as `trouble.…` names it. @param {unknown} error */
export function troubleKind(error) {
  if (!(error instanceof ProblemError || error instanceof UnreachableError)) return 'page';
  const { status } = error;
  if (status === 0) return 'away';
  if (status === 429) return 'busy';
  if (status >= 500) return 'down';
  return status === 403 ? 'forbidden' : 'refused';
}

export { SessionEndedError };

const TIMEOUT_MS = 15_000;

/** Requests on their way that change something. */
let changing = 0;
stayWhile(() => changing > 0);

/**
 * Downloads a file page by page; each page names the cursor of the next.
 * @param {string} path with a query
 * @returns {Promise<Blob[]>} byte by byte: decoded as text, it would lose its mark
 */
export async function getFile(path) {
  const parts = [];
  for (let cursor = ''; ; ) {
    const response = await answered('GET', cursor ? `${path}&cursor=${encodeURIComponent(cursor)}` : path);
    parts.push(await response.blob());
    cursor = response.headers.get('next-cursor') ?? '';
    if (!cursor) return parts;
  }
}

/** @param {string} path @returns {Promise<any>} */
export const get = (path) => call('GET', path);

/**
 * Makes a conditional request. `body` is null if nothing has changed (304); `at` is the server's time.
 * @param {string} path @param {string | null} etag of the earlier answer
 * @returns {Promise<{ body: any, etag: string | null, at: string | null }>}
 */
export async function getChanged(path, etag) {
  const response = await answered('GET', path, undefined, etag ? { headers: { 'if-none-match': etag } } : {});
  const body = response.status === 304 ? null : await content(response);
  return { body, etag: response.headers.get('etag'), at: response.headers.get('desk-time') ?? body?.as_of ?? null };
}

/** @param {string} path @param {object} [body] @param {RequestInit} [init] @returns {Promise<any>} */
export const post = (path, body = {}, init = {}) => call('POST', path, body, init);

/** @param {string} path @param {object} body @returns {Promise<any>} */
export const put = (path, body) => call('PUT', path, body);

/** @param {string} id a ticket's id, which may hold any character */
export const ticketPath = (id) => `/api/tickets/${encodeURIComponent(id)}`;

/** @param {string} method @param {string} path @param {object} [body] @param {RequestInit} [init] */
async function call(method, path, body, init) {
  const response = await answered(method, path, body, init);
  return response.status === 204 ? null : content(response);
}

/**
 * Sends one request with the access token; after a 401 it renews the token and tries once more.
 * @param {string} method @param {string} path @param {object} [body] @param {RequestInit} [init]
 */
async function answered(method, path, body, init) {
  let response = await attempt(method, path, await token(false), body, init);
  if (response.status === 401) response = await attempt(method, path, await token(true), body, init);
  if (response.status === 401) {
    endSession();
    throw new SessionEndedError();
  }
  const { status } = response;
  const waitMs = retryAfterMs(response.headers.get('retry-after') ?? '');
  if ([502, 503, 504].includes(status)) {
    const problem = status === 502 ? await problemIn(response) : {};
    if (!problem.code) throw new UnreachableError(String(status), status, waitMs);
    throw new ProblemError(status, await translated(problem), waitMs);
  }
  if (!response.ok && status !== 304) {
    const problem = await problemIn(response);
    throw new ProblemError(status, status === 400 ? await translated(problem) : problem, waitMs);
  }
  return response;
}

/** `Retry-After` says seconds, or an instant. @param {string} said */
const retryAfterMs = (said) =>
  Math.max(0, /^\d+$/.test(said) ? Number(said) * 1000 : Date.parse(said) - Date.now() || 0);

/** @param {boolean} refused */
async function token(refused) {
  try {
    return await accessToken(refused);
  } catch (error) {
    if (error instanceof SessionEndedError) throw error;
    throw new UnreachableError(String(error));
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {string} bearer
 * @param {object} [body]
 * @param {RequestInit} [init]
 */
async function attempt(method, path, bearer, body, init) {
  const change = method === 'GET' ? 0 : 1;
  changing += change;
  try {
    const response = await fetch(path, {
      method,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...init,
      headers: {
        authorization: `Bearer ${bearer}`,
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
        ...init?.headers,
      },
    });
    noteBuild(response.headers.get('desk-build'));
    return response;
  } catch (error) {
    throw new UnreachableError(String(error));
  } finally {
    changing -= change;
  }
}

/**
 * Translates a validation error, or what a network has said no with (502); leaves it in English if the translations
 * cannot be fetched.
 * @param {Record<string, any>} problem
 */
async function translated(problem) {
  try {
    const { translateFault } = await import('./faults.js');
    return { ...problem, detail: await translateFault(problem.detail ?? '') };
  } catch {
    return problem;
  }
}

/**
 * The body of a response that says yes; one that breaks off is no response, since half a body says nothing for certain.
 * @param {Response} response
 */
async function content(response) {
  try {
    return await response.json();
  } catch (error) {
    throw new UnreachableError(String(error));
  }
}

/** The problem that a response tells of; none if it cannot be read. @param {Response} response */
async function problemIn(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}
