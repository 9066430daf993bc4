import type { Sample } from "./messages";
import { age, clock, shown, words } from "./words";

interface Props {
  samples: Sample[];
  now: number;
  chosen: string | undefined;
  choose: (signal: string) => void;
}

/** All signals: value, unit, quality, source, time, and how fresh it is. */
export function Signals({ samples, now, chosen, choose }: Props): JSX.Element {
  return (
    <section>
      <h2>Signals <span className="faint">{samples.length}</span></h2>
      <table id="signals">
        <thead><tr>
          <th>signal</th><th>value</th><th>unit</th><th>quality</th><th>freshness</th><th>time</th><th>source</th>
        </tr></thead>
        <tbody>{samples.map((sample) => {
          const old = now - Date.parse(sample.time);
          const isStale = sample.stale_after_s !== undefined && old > sample.stale_after_s * 1000;
          return (
            <tr key={sample.signal} data-signal={sample.signal} className={isStale ? "stale" : ""}
              aria-selected={sample.signal === chosen} onClick={() => choose(sample.signal)}>
              <td>
                <button type="button" className="plain" onClick={() => choose(sample.signal)}>{sample.name}</button>
                <br /><span className="faint">{sample.signal}</span>
              </td>
              <td className="number">{shown(sample)}</td>
              <td>{sample.unit ?? ""}</td>
              <td>{sample.quality}{sample.reason !== undefined ? `: ${words(sample.reason)}` : ""}</td>
              <td>{isStale ? <strong>stale</strong> : sample.stale_after_s === undefined ? "no limit" : "fresh"}, {age(old)}</td>
              <td title={sample.time}>{clock(sample.time)}</td>
              <td>{sample.source}</td>
            </tr>
          );
        })}</tbody>
      </table>
    </section>
  );
}
