/** What the page uses of uPlot. */
export interface Options {
  width: number;
  height: number;
  scales?: Record<string, object>;
  series: object[];
  axes?: object[];
  cursor?: object;
  legend?: { show: boolean };
  hooks?: Record<string, ((plot: uPlot) => void)[]>;
  padding?: (number | null)[];
}
declare class uPlot {
  constructor(options: Options, data: readonly (readonly (number | null)[])[], target: HTMLElement);
  ctx: CanvasRenderingContext2D;
  bbox: { left: number; top: number; width: number; height: number };
  cursor: { idx?: number | null };
  setSize(size: { width: number; height: number }): void;
  setData(data: readonly (readonly (number | null)[])[]): void;
  valToPos(value: number, scale: string, canvasPixels?: boolean): number;
  destroy(): void;
  static paths: { bars(options: { size: number[]; align?: number }): unknown };
  static sync(key: string): { key: string };
}
export default uPlot;
