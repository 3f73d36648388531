/** The contact's phases on one line, and their lengths in words. */

import { durationText, phases, type PhaseName, type RecordView } from "./record";

const names: Record<PhaseName, string> = {
  flow: "In the flow",
  queue: "In the queue",
  agent: "With the agent",
  work: "After contact work",
};

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

const width = 1000;
const barTop = 8;
const barHeight = 30;
/** A phase too short to see is still drawn this wide. */
const least = 4;

export function Timeline({ view, now }: { view: RecordView; now: number }) {
  const found = phases(view, now);
  const first = found[0];
  const last = found.at(-1);
  if (first === undefined || last === undefined) return <p>The record has no times yet.</p>;

  const start = first.from;
  const end = Math.max(...found.map((phase) => phase.to), start + 1);
  const x = (time: number) => ((time - start) / (end - start)) * width;
  const summary = found
    .map((phase) => `${names[phase.name]} ${durationText(phase.to - phase.from)}`)
    .join(", ");

  return (
    <div>
      <svg
        className="timeline"
        viewBox={`0 0 ${width} ${barTop + barHeight + 4}`}
        role="img"
        aria-label={`Timeline: ${summary}`}
        preserveAspectRatio="none"
        height={barTop + barHeight + 4}
      >
        {found.map((phase) => (
          <rect
            key={phase.name}
            className={`phase-${phase.name}`}
            x={Math.min(x(phase.from), width - least)}
            y={barTop}
            width={Math.max(least, x(phase.to) - x(phase.from) - 2)}
            height={barHeight}
            rx={4}
          >
            <title>
              {names[phase.name]}: {durationText(phase.to - phase.from)}
            </title>
          </rect>
        ))}
      </svg>
      <ul className="timeline-legend">
        {found.map((phase) => (
          <li key={phase.name}>
            <svg viewBox="0 0 12 12" aria-hidden="true">
              <rect className={`phase-${phase.name}`} width="12" height="12" rx="3" />
            </svg>
            <span>{names[phase.name]}</span>
            <strong>{durationText(phase.to - phase.from)}</strong>
            <span>
              from {timeOfDay.format(phase.from)}
              {phase.open ? ", still going on" : ""}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
