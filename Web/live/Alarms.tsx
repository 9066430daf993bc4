import type { Alarm, Sample } from "./messages";
import { age, clock, number, shown, words } from "./words";

const ranks = { critical: 0, high: 1, medium: 2, low: 3 };
const needsWord = new Set(["unacknowledged", "returned", "latched_unacknowledged"]);

interface Props {
  alarms: Alarm[];
  /** The newest sample of each signal. */
  samples: Map<string, Sample>;
  now: number;
  act: (alarm: string, action: string) => void;
}

/** The value an alarm rests on; where its step names none, what its signal shows now, or why that is not known. */
function value(alarm: Alarm, sample: Sample | undefined): string {
  if (alarm.value !== undefined) return number(alarm.value);
  const usable = sample?.quality === "good" || sample?.quality === "uncertain";
  if (sample === undefined || (usable && sample.value === undefined)) return shown(sample);
  return usable ? `now ${shown(sample)}` : `unknown: ${words(sample.reason ?? sample.quality)}`;
}

/** What needs somebody: the most urgent first, the unknown before the known. */
export function Alarms({ alarms, samples, now, act }: Props): JSX.Element {
  const sorted = [...alarms].sort((a, b) =>
    Number(needsWord.has(b.stage)) - Number(needsWord.has(a.stage)) || ranks[a.priority] - ranks[b.priority]
    || b.time.localeCompare(a.time));
  const unknown = sorted.filter((alarm) => needsWord.has(alarm.stage)).length;
  return (
    <section>
      <h2>Alarms <span className="faint">{sorted.length} standing, {unknown} to acknowledge</span></h2>
      {sorted.length === 0 ? <p className="faint" id="no-alarms">None.</p> : (
        <table id="alarms">
          <thead><tr>
            <th>priority</th><th>alarm</th><th>stage</th><th>value / limit</th><th>since</th><th>source</th><th>what to do</th>
            <th />
          </tr></thead>
          <tbody>{sorted.map((alarm) => (
            <tr key={alarm.alarm} className={needsWord.has(alarm.stage) ? "unknown" : ""} data-alarm={alarm.alarm}
              data-stage={alarm.stage}>
              <td><span className={`priority ${alarm.priority}`}>{alarm.priority}</span></td>
              <td>
                {alarm.name}{alarm.first_out ? <em> first of its group</em> : null}
                <br /><span className="faint">{alarm.signal}</span>
              </td>
              <td>{words(alarm.stage)}{alarm.actor !== undefined ? ` (${alarm.actor})` : ""}</td>
              <td className="number">
                {value(alarm, samples.get(alarm.signal))} / {alarm.limit !== undefined ? number(alarm.limit) : "no limit"} {alarm.unit ?? ""}
              </td>
              <td title={alarm.time}>{clock(alarm.time)}<br /><span className="faint">{age(now - Date.parse(alarm.time))} ago</span></td>
              <td>{alarm.source}</td>
              <td>{alarm.response ?? ""}{alarm.consequence !== undefined ? <><br /><span className="faint">else: {alarm.consequence}</span></> : null}</td>
              <td>
                {needsWord.has(alarm.stage) ? (
                  <button type="button" onClick={() => act(alarm.alarm, "acknowledge")}>Acknowledge</button>
                ) : alarm.stage === "latched_acknowledged" ? (
                  <button type="button" onClick={() => act(alarm.alarm, "reset")}>Reset</button>
                ) : null}
              </td>
            </tr>
          ))}</tbody>
        </table>
      )}
    </section>
  );
}
