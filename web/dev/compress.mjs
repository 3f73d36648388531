/**
 * Puts a gzip variant beside every file of the build that shrinks by it. The binary embeds and sends
 * them, so that it need not compress anything itself.
 */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const worthwhile = /\.(?:html|js|css|svg|json)$/;
/** Below this the headers of gzip and a second copy in the binary cost more than they save. */
const leastBytes = 1024;

for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (!entry.isFile() || !worthwhile.test(entry.name) || path.includes("/.vite/")) continue;
  const bytes = readFileSync(path);
  if (bytes.length < leastBytes) continue;
  const compressed = gzipSync(bytes, { level: 9 });
  if (compressed.length < bytes.length * 0.9) writeFileSync(`${path}.gz`, compressed);
}
