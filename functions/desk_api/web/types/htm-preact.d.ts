/** What the page uses of htm's standalone build, which carries Preact 10 and its hooks. */
export type Node = unknown;
// biome-ignore lint/suspicious/noConfusingVoidType: an effect returns nothing, or what undoes it.
export type Effect = () => void | (() => void);
export function html(strings: TemplateStringsArray, ...values: unknown[]): Node;
export function render(tree: Node, parent: Element): void;
export function useState<T>(initial: T | (() => T)): [T, (next: T | ((before: T) => T)) => void];
export function useEffect(run: Effect, on?: readonly unknown[]): void;
export function useLayoutEffect(run: Effect, on?: readonly unknown[]): void;
export function useRef<T>(initial: T): { current: T };
export function useMemo<T>(make: () => T, on: readonly unknown[]): T;
