/** Says that a number's settings are its pool's. */

import Alert from "@cloudscape-design/components/alert";
import { Link } from "../../app/router";
import { poolPath } from "../places";

export function InPool({ pool, tab }: { pool: string; tab?: string }) {
  const to = poolPath(pool) + (tab === undefined ? "" : `?tab=${tab}`);
  return (
    <Alert type="info">
      The number is in a pool, whose settings hold for it. <Link href={to}>Change them there.</Link>
    </Alert>
  );
}
