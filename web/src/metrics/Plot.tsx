/**
 * Lines over time with gaps where there are no data, which the component library's chart would
 * draw over. What it shows is for eyes; a table beside it has the same numbers.
 */

import { pieces, ticks, type Place } from "./minutes";
import "./plot.css";

export interface Line {
  title: string;
  places: Place[];
}

const wide = 800;
const high = 220;
const left = 64;
const bottom = 28;
const top = 10;

export function Plot({
  lines,
  from,
  to,
  label,
  empty,
  valueText,
  timeText,
}: {
  lines: Line[];
  from: number;
  to: number;
  label: string;
  empty: string;
  valueText: (value: number) => string;
  timeText: (date: Date) => string;
}) {
  const values = lines.flatMap((line) => line.places.flatMap((one) => one.y ?? []));
  if (values.length === 0) return <p className="plot-empty">{empty}</p>;
  const marks = ticks(Math.max(...values));
  const most = marks.at(-1) ?? 1;
  const x = (at: number) => left + ((at - from) / Math.max(1, to - from)) * (wide - left - 8);
  const y = (value: number) => high - bottom - (value / most) * (high - bottom - top);
  const times = Array.from({ length: 5 }, (_, at) => from + ((to - from) * at) / 4);
  return (
    <figure className="plot">
      <svg viewBox={`0 0 ${wide} ${high}`} role="img" aria-label={label}>
        {marks.map((mark) => (
          <g key={mark}>
            <line className="plot-grid" x1={left} x2={wide - 8} y1={y(mark)} y2={y(mark)} />
            <text className="plot-text" x={left - 8} y={y(mark) + 4} textAnchor="end">
              {valueText(mark)}
            </text>
          </g>
        ))}
        {times.map((at, index) => (
          <text
            key={at}
            className="plot-text"
            x={x(at)}
            y={high - 8}
            textAnchor={index === 0 ? "start" : index === times.length - 1 ? "end" : "middle"}
          >
            {timeText(new Date(at))}
          </text>
        ))}
        {lines.map((line, index) => (
          <g key={line.title} className={`plot-line plot-line-${index % 6}`}>
            {pieces(line.places).map((piece) =>
              piece.length === 1 ? (
                piece.map((one) => <circle key={one.x} cx={x(one.x)} cy={y(one.y)} r={2.5} />)
              ) : (
                <polyline
                  key={piece[0]?.x}
                  points={piece.map((one) => `${x(one.x)},${y(one.y)}`).join(" ")}
                />
              ),
            )}
          </g>
        ))}
      </svg>
      <figcaption>
        {lines.map((line, index) => (
          <span key={line.title} className={`plot-key plot-line-${index % 6}`}>
            {line.title}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
