// Numbers and times as people read them.

import type { Sample } from "./messages";

/** A number with five significant digits. */
export function number(value: number): string {
  const digits = Number(value.toPrecision(5));
  return Math.abs(digits) >= 1e-3 && Math.abs(digits) < 1e7 || digits === 0 ? String(digits) : value.toExponential(3);
}

/** A time span [ms] in the unit that fits. */
export function age(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

/** The time of day in this computer's zone, with seconds. */
export function clock(time: string): string {
  return new Date(time).toLocaleTimeString(undefined, { hour12: false });
}

/** What a signal shows, or the word that it is not known and why. */
export function shown(sample: Sample | undefined): string {
  if (sample === undefined) return "unknown: no sample yet";
  if (sample.text !== undefined) return sample.text;
  if (sample.value !== undefined) return number(sample.value);
  return `unknown: ${sample.reason !== undefined ? words(sample.reason) : "a sample without value"}`;
}

/** A word of the messages as people write it. */
export function words(word: string): string {
  return word.split("_").join(" ");
}
