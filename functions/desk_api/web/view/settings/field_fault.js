/** What the desk refuses of a document: where, and why. @typedef {{ path: string, sentence: string }} Fault */

/** Whether a fault lies at a path of the document, or below it. @param {Fault | null} fault @param {string} path */
export const isFaultAt = (fault, path) =>
  fault !== null && (fault.path === path || fault.path.startsWith(`${path}.`) || fault.path.startsWith(`${path}[`));
