/** A validation error: its path and message. @typedef {{ path: string, sentence: string }} Fault */

/** Whether an error is at a path of the document or below it. @param {Fault | null} fault @param {string} path */
export const isFaultAt = (fault, path) =>
  fault !== null && (fault.path === path || fault.path.startsWith(`${path}.`) || fault.path.startsWith(`${path}[`));
