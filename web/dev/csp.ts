/** The content security policy, read from where the binary has it, so that both are one. */

import { readFileSync } from "node:fs";

export function csp(): string {
  const source = readFileSync(
    new URL("../../crates/web-assets/src/headers.rs", import.meta.url),
    "utf8",
  );
  const policy = /CONTENT_SECURITY_POLICY: &str = "([^"]+)"/.exec(source)?.[1];
  if (policy === undefined) throw new Error("headers.rs holds no CONTENT_SECURITY_POLICY.");
  return policy.replace(/\\\n\s*/g, "");
}
