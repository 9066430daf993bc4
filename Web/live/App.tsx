import { useEffect, useMemo, useReducer, useRef, useState } from "react";
import { Connection } from "./connection";
import type { State } from "./connection";
import { Plant } from "./plant";
import { Chart } from "./Chart";
import { Alarms } from "./Alarms";
import { Signals } from "./Signals";
import { age, clock } from "./words";

/** How often what is shown is brought up to date [ms]. */
const period = 250;
/** How soon after another an alarm is shown [ms]; the first of a time at once. */
const alarmPeriod = 50;

export function App(): JSX.Element {
  const plant = useMemo(() => new Plant(), []);
  const [state, setState] = useState<State>({ kind: "connecting" });
  const [chosen, setChosen] = useState<string | undefined>();
  const [failure, setFailure] = useState<string | undefined>();
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const connection = useRef<Connection | null>(null);

  useEffect(() => {
    let drawn = 0;
    let soon: number | undefined;
    const drawSoon = (): void => {
      soon ??= window.setTimeout(() => {
        soon = undefined;
        drawn = performance.now();
        draw();
      }, Math.max(0, drawn + alarmPeriod - performance.now()));
    };
    const made = new Connection(["alarms", "samples", "shots", "ledger"], {
      told: (message) => {
        plant.take(message);
        if ("topic" in message && message.topic === "alarms") drawSoon();
      },
      changed: setState,
    });
    connection.current = made;
    made.open();
    const timer = window.setInterval(draw, period);
    return () => {
      window.clearInterval(timer);
      window.clearTimeout(soon);
    };
  }, [plant]);

  const offset = connection.current?.offset ?? 0;
  const now = Date.now() + offset;
  const signals = [...plant.samples.values()].sort((a, b) => a.signal.localeCompare(b.signal));
  const numbers = signals.filter((sample) => sample.value !== undefined);
  const shown = plant.samples.get(chosen ?? "") ?? numbers.find((sample) => sample.unit !== undefined) ?? numbers[0];
  const accounts = [...plant.ledger.values()].sort((a, b) => a.source.localeCompare(b.source));
  const shots = [...plant.shots.values()];

  async function act(alarm: string, action: string): Promise<void> {
    setFailure(undefined);
    try {
      const answer = await fetch(`/api/v1/alarms/${encodeURIComponent(alarm)}/${action}`, {
        // Who presses twice, or again after a loss, asks once.
        method: "POST",
        headers: { ...connection.current?.headers, "Idempotency-Key": asking(alarm, action, plant.alarms.get(alarm)?.time) },
      });
      if (answer.ok) return;
      const problem = (await answer.json()) as { detail?: string; errors?: { found: string; expected: string }[] };
      const first = problem.errors?.[0];
      const why = first !== undefined ? `: found ${first.found}; expected ${first.expected}` : "";
      setFailure(`${alarm}: ${problem.detail ?? answer.statusText}${why}`);
    } catch {
      setFailure(`${alarm}: the service cannot be reached; nothing was changed`);
    }
  }

  return (
    <main>
      <header>
        <h1>pur-mold-twin <span className="faint">live</span></h1>
        <Status state={state} connection={connection.current} now={now} />
        {connection.current?.isLoggedIn === true ? (
          <button type="button" id="leave" onClick={() => void connection.current?.logOut()}>Log out</button>
        ) : null}
      </header>
      {state.kind === "key" ? (
        <KeyForm why={state.why} use={(key) => void connection.current?.logIn(key)} />
      ) : null}
      {failure !== undefined ? <p role="alert" className="failure">{failure}</p> : null}
      {plant.refusal !== undefined ? <p role="alert" className="failure">{plant.refusal}</p> : null}
      <Alarms alarms={[...plant.alarms.values()]} samples={plant.samples} now={now} act={(alarm, action) => void act(alarm, action)} />
      {shown !== undefined ? (
        <Chart title={shown.name} unit={shown.unit ?? ""} course={plant.courses.get(shown.signal)} now={now / 1000} />
      ) : null}
      <Signals samples={signals} now={now} chosen={shown?.signal} choose={setChosen} />
      {accounts.length > 0 ? (
        <section>
          <h2>Where samples went</h2>
          <table id="ledger">
            <thead><tr>
              <th>source</th><th>received</th><th>stored</th><th>quarantined</th><th>seen before</th><th>dropped</th>
              <th>waiting</th><th>account</th><th>counted</th>
            </tr></thead>
            <tbody>{accounts.map((row) => (
              <tr key={row.source}>
                <td>{row.source}</td><td className="number">{row.received}</td><td className="number">{row.stored}</td>
                <td className="number">{row.quarantined}</td><td className="number">{row.deduplicated}</td>
                <td className="number">{row.dropped}</td><td className="number">{row.waiting}</td>
                <td>{row.balanced ? "balanced" : <strong>does not add up</strong>}</td>
                <td title={row.time}>{age(now - Date.parse(row.time))} ago</td>
              </tr>
            ))}</tbody>
          </table>
        </section>
      ) : null}
      <footer className="faint">
        {shots.map((shot) => (
          <span key={shot.machine}>
            {shot.machine}: shot {shot.shot} {shot.phase} at {clock(shot.time)} (source {shot.source}) ·{" "}
          </span>
        ))}
        Times are the service's. Ages are counted by its clock
        {Math.abs(offset) > 1000 ? `, which is ${Math.round(offset / 1000)} s ahead of this computer's` : ""}.
        {plant.coalesced > 0 ? ` ${plant.coalesced} samples were summed up in newer ones.` : ""}
      </footer>
    </main>
  );
}

/** The key of an action on an alarm as it is shown: the same for a quarter of a minute, so that it is asked again. */
const asked = new Map<string, { key: string; time: number }>();
function asking(alarm: string, action: string, since: string | undefined): string {
  const name = `${action} ${alarm} ${since ?? ""}`;
  for (const [old, { time }] of asked) if (Date.now() - time >= 15_000) asked.delete(old);
  const known = asked.get(name);
  if (known !== undefined) return known.key;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  asked.set(name, { key, time: Date.now() });
  return key;
}

function Status({ state, connection, now }: {
  state: State; connection: Connection | null; now: number;
}): JSX.Element {
  const silent = connection !== null && connection.heard > 0 ? Date.now() - connection.heard : 0;
  let text: string;
  switch (state.kind) {
    case "connecting": text = "connecting …"; break;
    case "live": text = silent > 5000 ? `live, silent for ${age(silent)}` : "live"; break;
    case "waiting": text = `no connection: ${state.why}; again in ${age(Math.max(0, state.until - Date.now()))}`; break;
    case "key": text = "no key"; break;
  }
  const resumed = connection?.resumed ?? 0;
  const restarted = connection?.restarted ?? 0;
  return (
    <p className={`status ${state.kind}`} id="status" role="status" data-state={state.kind} data-resumed={resumed}
      data-restarted={restarted}>
      <span className="dot" aria-hidden="true" /> {text}
      <span className="faint">
        {" "}· {clock(new Date(now).toISOString())}
        {resumed > 0 ? ` · ${resumed} subscriptions resumed without loss` : ""}
        {restarted > 0 ? ` · ${restarted} began anew` : ""}
      </span>
    </p>
  );
}

function KeyForm({ why, use }: { why: string; use: (key: string) => void }): JSX.Element {
  const [key, setKey] = useState("");
  return (
    <form onSubmit={(event) => { event.preventDefault(); use(key.trim()); setKey(""); }}>
      <p>
        {why} Make one with <code>pur-mold-twin keys make</code>. The page does not keep it: it begins a session, which
        ends after half an hour without this page, and after twelve hours.
      </p>
      <label>Key <input type="password" autoComplete="off" value={key} onChange={(e) => setKey(e.target.value)} /></label>
      <button type="submit">Log in</button>
    </form>
  );
}
