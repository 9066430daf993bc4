import { useEffect, useRef } from "react";
import uPlot from "./uplot";
import { span } from "./plant";
import type { Course } from "./plant";

interface Props {
  title: string;
  unit: string;
  course: Course | undefined;
  /** The service's clock [s since 1970]. */
  now: number;
}

/** Times of ticks by the clock of 24 hours, as everywhere on the page. */
const times = [
  [60, "{HH}:{mm}", "\n{YYYY}-{MM}-{DD}", null, "\n{MM}-{DD}", null, null, null, 1],
  [1, ":{ss}", "\n{YYYY}-{MM}-{DD} {HH}:{mm}", null, "\n{MM}-{DD} {HH}:{mm}", null, "\n{HH}:{mm}", null, 1],
];

const css = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The course of one signal over the last minutes. */
export function Chart({ title, unit, course, now }: Props): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const line = css("--line");
    const axis = { stroke: css("--faint"), grid: { stroke: css("--rule"), width: 1 }, ticks: { stroke: css("--rule") } };
    const made = new uPlot(
      {
        width: element.clientWidth, height: 240,
        cursor: { y: false },
        legend: { show: false },
        scales: { x: { time: true } },
        axes: [{ ...axis, values: times }, { ...axis, size: 64 }],
        series: [{}, { label: title, stroke: line, width: 1.5, spanGaps: false, points: { show: false } }],
      },
      [[], []], element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: 240 }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [title, unit]);

  useEffect(() => {
    if (plot.current === null) return;
    plot.current.setData([course?.times ?? [], course?.values ?? []], true);
    plot.current.setScale("x", { min: now - span, max: now });
  }, [course, now]);

  const count = course?.times.length ?? 0;
  return (
    <figure aria-label={`${title}, the last ${span / 60} minutes`}>
      <figcaption>
        {title}
        {unit !== "" ? <span className="unit"> in {unit}</span> : null}
        <span className="faint"> · last {span / 60} min · {count} points</span>
      </figcaption>
      <div ref={place} className="chart" data-points={count} />
    </figure>
  );
}
