// Keeps a connection to the live feed: a session, a ticket, a socket, subscriptions; after a loss the same again,
// resuming. The key is given to the service once and kept nowhere: the session's cookie is out of reach of script.

import type { Told, Topic } from "./messages";

export type State =
  | { kind: "connecting" }
  | { kind: "live"; since: number }
  | { kind: "waiting"; until: number; why: string }
  | { kind: "key"; why: string };

/** What the service says of a session. */
interface Session {
  name: string;
  role: string;
  csrf_token?: string;
}

export interface Listener {
  told(message: Told): void;
  changed(state: State): void;
}

/** First and longest wait before another attempt [ms]. */
const waits = { first: 500, longest: 15_000 };
/** How often samples and the ledger are told [s]. */
const every = 0.25;

export class Connection {
  /** The service's clock less ours [ms]. */
  offset = 0;
  /** How often a subscription went on where it was, and how often it had to begin anew. */
  resumed = 0;
  restarted = 0;
  /** When the last message came [ms]. */
  heard = 0;

  private socket: WebSocket | undefined;
  private epoch: string | undefined;
  private marks = new Map<Topic, number>();
  private failures = 0;
  private timer: number | undefined;
  private silence = 45_000;

  /** What requests that change something have to say; undefined where no session is under way. */
  private token: string | undefined;

  constructor(private readonly topics: Topic[], private readonly listener: Listener) {
    window.setInterval(() => this.watch(), 1000);
  }

  /** Begins a session with a key. */
  async logIn(key: string): Promise<void> {
    this.failures = 0;
    try {
      const answer = await fetch("/api/v1/session", { method: "POST", headers: { Authorization: `Bearer ${key}` } });
      if (!answer.ok) {
        const why = answer.status === 401 ? "The key is not valid." : `The service answered ${answer.status}.`;
        return this.listener.changed({ kind: "key", why });
      }
      this.token = ((await answer.json()) as Session).csrf_token;
    } catch {
      return this.wait("the service cannot be reached");
    }
    this.open();
  }

  /** Ends the session. */
  async logOut(): Promise<void> {
    window.clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = undefined;
    socket?.close();
    try {
      await fetch("/api/v1/session", { method: "DELETE", headers: this.headers });
    } catch {
      return this.wait("the service cannot be reached; the session goes on");
    }
    this.token = undefined;
    this.listener.changed({ kind: "key", why: "The session has ended." });
  }

  get isLoggedIn(): boolean {
    return this.token !== undefined;
  }

  get headers(): Record<string, string> {
    return this.token === undefined ? {} : { "X-CSRF-Token": this.token };
  }

  open(): void {
    window.clearTimeout(this.timer);
    this.socket?.close();
    this.socket = undefined;
    this.listener.changed({ kind: "connecting" });
    void this.connect();
  }

  private async connect(): Promise<void> {
    let subprotocols: string[];
    try {
      // A page that is loaded again has its cookie and not its token.
      const session = await fetch("/api/v1/session");
      if (session.ok) this.token = ((await session.json()) as Session).csrf_token;
      const answer = session.ok
        ? await fetch("/api/v1/live/tickets", { method: "POST", headers: this.headers })
        : session;
      if (answer.status === 401 || answer.status === 403) {
        const why = this.token === undefined ? "The service asks for a key." : "The session has ended.";
        this.token = undefined;
        return this.listener.changed({ kind: "key", why });
      }
      if (!answer.ok) return this.wait(`the service answered ${answer.status}`);
      subprotocols = ((await answer.json()) as { subprotocols: string[] }).subprotocols;
    } catch {
      return this.wait("the service cannot be reached");
    }
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/live`, subprotocols);
    this.socket = socket;
    socket.onmessage = (event) => {
      if (this.socket === socket) this.take(JSON.parse(event.data as string) as Told);
    };
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.socket = undefined;
      this.wait(event.reason !== "" ? event.reason.replace("_", " ") : "the connection was lost");
    };
    socket.onopen = () => {
      this.heard = Date.now();
      for (const topic of this.topics) {
        const sequence = this.marks.get(topic);
        const resume = this.epoch !== undefined && sequence !== undefined ? { epoch: this.epoch, sequence } : undefined;
        const interval = topic === "samples" || topic === "ledger" ? every : undefined;
        socket.send(JSON.stringify({ type: "subscribe", topic, version: 1, every_s: interval, resume }));
      }
    };
  }

  private take(message: Told): void {
    this.heard = Date.now();
    switch (message.type) {
      case "welcome":
        this.offset = Date.parse(message.time) - Date.now();
        this.silence = message.heartbeat_s * 3000;
        // The old numbering is said once more when resuming: the service then says that it has begun anew.
        this.epochOfService = message.epoch;
        this.failures = 0;
        this.listener.changed({ kind: "live", since: Date.now() });
        break;
      case "subscribed":
        if (message.begins === "resumed") this.resumed += 1;
        else if (message.begins !== "snapshot") this.restarted += 1;
        if (message.begins !== "resumed") this.marks.delete(message.topic);
        this.epoch = this.epochOfService;
        break;
      case "snapshot":
      case "update":
        this.marks.set(message.topic, message.sequence);
        break;
      case "heartbeat":
        this.offset = Date.parse(message.time) - Date.now();
        for (const mark of message.marks) this.marks.set(mark.topic, mark.sequence);
        break;
    }
    this.listener.told(message);
  }

  private epochOfService: string | undefined;

  private wait(why: string): void {
    const longest = Math.min(waits.longest, waits.first * 2 ** this.failures);
    // Drawn, so that pages do not all come back at once.
    const delay = longest * (0.5 + Math.random() / 2);
    this.failures += 1;
    this.listener.changed({ kind: "waiting", until: Date.now() + delay, why });
    this.timer = window.setTimeout(() => this.open(), delay);
  }

  /** A connection that says nothing, not even heartbeats, is dead though nobody closed it. */
  private watch(): void {
    if (this.socket?.readyState === WebSocket.OPEN && Date.now() - this.heard > this.silence) {
      this.socket.close();
      this.socket = undefined;
      this.wait("the service has fallen silent");
    }
  }
}
