// What the page knows of the plant: the newest of everything, and a few minutes of each signal.

import type { Alarm, Delivery, Ledger, Sample, Shot, Told } from "./messages";

/** How much of each signal is drawn [s]. */
export const span = 300;

export interface Course {
  times: number[];
  values: (number | null)[];
}

export class Plant {
  samples = new Map<string, Sample>();
  courses = new Map<string, Course>();
  alarms = new Map<string, Alarm>();
  ledger = new Map<string, Ledger>();
  shots = new Map<string, Shot>();
  /** Samples that were not told one by one because newer ones were. */
  coalesced = 0;
  refusal: string | undefined;
  private fresh = new Set<string>();

  take(message: Told): void {
    switch (message.type) {
      case "refused":
        this.refusal = `${message.pointer}: found ${message.found}; expected ${message.expected}`;
        break;
      case "snapshot":
        this.clear(message.topic);
        this.items(message);
        if (message.more) this.fresh.add(message.topic);
        else this.fresh.delete(message.topic);
        break;
      case "update":
        this.items(message);
        break;
    }
  }

  /** A snapshot replaces what was known; its later parts add to the first. */
  private clear(topic: string): void {
    if (this.fresh.has(topic)) return;
    if (topic === "alarms") this.alarms.clear();
    if (topic === "ledger") this.ledger.clear();
    if (topic === "shots") this.shots.clear();
    if (topic === "samples") this.samples.clear();
  }

  private items(message: Extract<Told, { type: "snapshot" | "update" }>): void {
    switch (message.topic) {
      case "samples":
        this.coalesced += message.coalesced ?? 0;
        for (const delivery of message.items) this.sample(delivery);
        break;
      case "alarms":
        for (const { item } of message.items) {
          if (item.stage === "normal") this.alarms.delete(item.alarm);
          else this.alarms.set(item.alarm, item);
        }
        break;
      case "ledger":
        for (const { item } of message.items) this.ledger.set(item.source, item);
        break;
      case "shots":
        for (const { item } of message.items) this.shots.set(item.machine, item);
        break;
    }
  }

  private sample({ item, minimum, maximum }: Delivery<Sample>): void {
    this.samples.set(item.signal, item);
    if (item.value === undefined && item.text !== undefined) return;
    let course = this.courses.get(item.signal);
    if (course === undefined) this.courses.set(item.signal, (course = { times: [], values: [] }));
    const time = Date.parse(item.time) / 1000;
    const last = course.times[course.times.length - 1] ?? 0;
    if (time <= last) return;
    const isUsable = item.quality === "good" || item.quality === "uncertain";
    // What one message stands for keeps its peaks.
    if (isUsable && minimum !== undefined && maximum !== undefined && time - last > 0.02) {
      course.times.push(time - 0.01, time - 0.005);
      course.values.push(minimum, maximum);
    }
    course.times.push(time);
    course.values.push(isUsable ? item.value ?? null : null);
    while ((course.times[0] ?? time) < time - span) {
      course.times.shift();
      course.values.shift();
    }
  }
}
