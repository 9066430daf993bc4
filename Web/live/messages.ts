// The messages of the live feed, version 1, as far as this page uses them; /asyncapi.json describes all of them.

export type Topic = "samples" | "alarms" | "ledger" | "shots";

export interface Sample {
  signal: string;
  name: string;
  machine: string;
  source: string;
  unit?: string;
  value?: number;
  text?: string;
  quality: "good" | "uncertain" | "bad" | "quarantined";
  reason?: string;
  time: string;
  received: string;
  stale_after_s?: number;
}

export type Stage =
  | "normal" | "unacknowledged" | "acknowledged" | "returned" | "latched_unacknowledged" | "latched_acknowledged"
  | "shelved" | "suppressed" | "out_of_service";

export interface Alarm {
  alarm: string;
  name: string;
  machine: string;
  signal: string;
  priority: "low" | "medium" | "high" | "critical";
  from: Stage;
  stage: Stage;
  cause: string;
  time: string;
  value?: number;
  limit?: number;
  unit?: string;
  actor?: string;
  first_out: boolean;
  consequence?: string;
  response?: string;
  source: string;
  sensed?: string;
  published?: string;
}

export interface Ledger {
  source: string;
  time: string;
  received: number;
  stored: number;
  quarantined: number;
  deduplicated: number;
  dropped: number;
  waiting: number;
  balanced: boolean;
}

export interface Shot {
  machine: string;
  shot: number;
  phase: "began" | "ended";
  time: string;
  source: string;
}

export interface Delivery<Item> {
  sequence: number;
  item: Item;
  count?: number;
  minimum?: number;
  maximum?: number;
}

export interface Mark {
  topic: Topic;
  sequence: number;
}

interface Batch<Name extends Topic, Item> {
  type: "snapshot" | "update";
  topic: Name;
  version: number;
  sequence: number;
  more: boolean;
  coalesced?: number;
  items: Delivery<Item>[];
}

export type Told =
  | { type: "welcome"; protocol: number; time: string; epoch: string; heartbeat_s: number; topics: { topic: Topic }[] }
  | {
      type: "subscribed";
      topic: Topic;
      begins: "snapshot" | "resumed" | "new_epoch" | "beyond_window";
      sequence: number;
    }
  | Batch<"samples", Sample>
  | Batch<"alarms", Alarm>
  | Batch<"ledger", Ledger>
  | Batch<"shots", Shot>
  | { type: "heartbeat"; time: string; marks: Mark[] }
  | { type: "refused"; code: string; pointer: string; found: string; expected: string }
  | { type: "unsubscribed"; topic: Topic }
  | { type: "closing"; reason: string; epoch: string; marks: Mark[]; retry_after_s: number };
