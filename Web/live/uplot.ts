// The part of uPlot that this page uses. The library itself is put beside this file as a module when the page is built.

interface Axis {
  stroke?: string;
  grid?: { stroke?: string; width?: number };
  ticks?: { stroke?: string };
  size?: number;
  /** For distances of ticks from this many seconds on: form of a tick, and of one where a year, … a minute begins. */
  values?: (string | number | null)[][];
}

interface Options {
  width: number;
  height: number;
  cursor?: { y?: boolean };
  legend?: { show?: boolean };
  scales?: Record<string, { time?: boolean }>;
  axes?: Axis[];
  series: {
    label?: string; stroke?: string; width?: number; spanGaps?: boolean; points?: { show?: boolean };
  }[];
}

export type Columns = (number | null)[][];

interface Plot {
  setData(data: Columns, rescale?: boolean): void;
  setScale(name: string, range: { min: number; max: number }): void;
  setSize(size: { width: number; height: number }): void;
  destroy(): void;
}

declare global {
  interface Window {
    uPlot: new (options: Options, data: Columns, place: HTMLElement) => Plot;
  }
}

type uPlot = Plot;
const uPlot = window.uPlot;
export default uPlot;
