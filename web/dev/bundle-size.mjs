/**
 * Says what each page costs on first load (gzip), from the build's manifest, and fails when the
 * agent's page outgrows its budget or takes the console's component library in.
 */

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const budget = { "src/agent/AgentPage.tsx": 120, "src/caller/TestCallPage.tsx": 120 };

const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const imported of manifest[key].imports ?? []) closure(imported, seen);
  return seen;
}

function gzipped(file) {
  return gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
}

let failed = false;
const pages = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry);
for (const page of pages.filter((key) => key.endsWith("Page.tsx"))) {
  const chunks = new Set([...closure("index.html"), ...closure(page)]);
  const files = new Set();
  for (const chunk of chunks) {
    files.add(manifest[chunk].file);
    for (const css of manifest[chunk].css ?? []) files.add(css);
  }
  const kilobytes = [...files].reduce((sum, file) => sum + gzipped(file), 0) / 1000;
  const limit = budget[page];
  const over = limit !== undefined && kilobytes > limit;
  failed ||= over;
  const note = limit === undefined ? "" : over ? ` over its ${limit} kB` : ` of ${limit} kB`;
  console.log(`${page}: ${kilobytes.toFixed(1)} kB gzip${note}`);
}
if (failed) process.exit(1);
