/** What a browser calls itself, in words that people know it by. */

const browsers: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];

const systems: [RegExp, string][] = [
  [/Windows/, "Windows"],
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

export function browserText(agent: string): string {
  const of = (known: [RegExp, string][]) => known.find(([mark]) => mark.test(agent))?.[1];
  const browser = of(browsers);
  const system = of(systems);
  if (browser === undefined) return agent === "" ? "Unknown program" : agent.slice(0, 40);
  return system === undefined ? browser : `${browser} on ${system}`;
}
