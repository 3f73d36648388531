/** What numbers and pools have alike, so that their pages share the parts for it. */

import type { Inbound, PhoneNumber, Pool } from "../types";

export interface Owner {
  id: string;
  arn: string;
  /** What it is called in a sentence. */
  noun: "number" | "pool";
  settings: Inbound;
  /** The operation that changes it, and the member that names it. */
  update: "UpdatePhoneNumber" | "UpdatePool";
  key: "PhoneNumberId" | "PoolId";
  /** The pool whose settings hold in its place. */
  pool: string | null;
}

export const ofNumber = (it: PhoneNumber): Owner => ({
  id: it.PhoneNumberId,
  arn: it.PhoneNumberArn,
  noun: "number",
  settings: it,
  update: "UpdatePhoneNumber",
  key: "PhoneNumberId",
  pool: it.PoolId ?? null,
});

export const ofPool = (it: Pool): Owner => ({
  id: it.PoolId,
  arn: it.PoolArn,
  noun: "pool",
  settings: it,
  update: "UpdatePool",
  key: "PoolId",
  pool: null,
});
