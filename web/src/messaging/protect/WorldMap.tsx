/**
 * The world by rules. It is for looking and for pointing; whoever uses a keyboard or listens has the
 * same in the table beside it.
 */

import { useEffect, useRef, useState } from "react";
import { mapSize, worldAreas } from "./atlas";
import { ruleTexts, rulesInOrder, type CountryRule, type Rule } from "./rules";

export default function WorldMap(props: {
  lines: CountryRule[];
  chosen: ReadonlySet<string>;
  onPick: (code: string) => void;
}) {
  const { lines, chosen, onPick } = props;
  const drawing = useRef<SVGSVGElement>(null);
  const [over, setOver] = useState<string | null>(null);
  const byCode = new Map(lines.map((line) => [line.code, line]));
  const used = new Set<Rule>(lines.map(({ rule }) => rule));

  useEffect(() => {
    const svg = drawing.current;
    if (svg === null) return;
    const codeAt = (event: Event) =>
      event.target instanceof Element ? event.target.getAttribute("data-country") : null;
    const pick = (event: Event) => {
      const code = codeAt(event);
      if (code !== null) onPick(code);
    };
    const move = (event: Event) => setOver(codeAt(event));
    const leave = () => setOver(null);
    svg.addEventListener("click", pick);
    svg.addEventListener("mousemove", move);
    svg.addEventListener("mouseleave", leave);
    return () => {
      svg.removeEventListener("click", pick);
      svg.removeEventListener("mousemove", move);
      svg.removeEventListener("mouseleave", leave);
    };
  }, [onPick]);

  const pointed = over === null ? undefined : byCode.get(over);
  return (
    <figure className="world">
      <svg
        ref={drawing}
        viewBox={`0 0 ${mapSize.width} ${mapSize.height}`}
        aria-hidden="true"
        focusable="false"
      >
        {worldAreas().map(({ key, code, path }) => {
          const line = code === null ? undefined : byCode.get(code);
          if (line === undefined) return <path key={key} d={path} className="world-none" />;
          const picked = chosen.has(line.code) ? " world-chosen" : "";
          return (
            <path
              key={key}
              d={path}
              className={`world-${line.rule.toLowerCase()}${picked}`}
              data-country={line.code}
            />
          );
        })}
      </svg>
      <figcaption>
        <span className="world-pointed">
          {pointed === undefined
            ? "Click countries to choose them. Small ones are in the table."
            : `${pointed.name}: ${ruleTexts[pointed.rule]}`}
        </span>
        <span className="world-legend">
          {rulesInOrder
            .filter((rule) => used.has(rule) || rule === "ALLOW" || rule === "BLOCK")
            .map((rule) => (
              <span key={rule} className={`world-key world-key-${rule.toLowerCase()}`}>
                {ruleTexts[rule]}
              </span>
            ))}
        </span>
      </figcaption>
    </figure>
  );
}
