/** The requests of a person's account and of those who look after people (docs/app-protocol.md). */

import { send } from "./http";
import type { Session } from "./types";

export interface SignedInSession {
  id: string;
  current?: boolean;
  created: string;
  used: string;
  ends: string;
  address: string;
  agent: string;
}

export interface Account {
  hasPassword: boolean;
  email: string | null;
  secondFactor: boolean;
  recoveryCodesLeft: number;
  sessions: SignedInSession[];
}

export interface UserAccess {
  hasPassword: boolean;
  secondFactor: boolean;
  sessions: SignedInSession[];
}

export function init(method: string, csrf: string | null, body?: unknown): RequestInit {
  return {
    method,
    headers: {
      ...(csrf === null ? {} : { "x-carillon-csrf": csrf }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

export async function ask<T>(path: string, csrf: string | null, body: unknown = {}): Promise<T> {
  const response = await send(path, init("POST", csrf, body));
  return (await response.json()) as T;
}

/** A request that is answered with nothing. */
async function tell(path: string, csrf: string | null, body: unknown = {}): Promise<void> {
  await send(path, init("POST", csrf, body));
}

export async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await send(path, signal === undefined ? {} : { signal });
  return (await response.json()) as T;
}

/** What supervisors do to agents. */
export const supervise = {
  setStatus: (csrf: string, userId: string, statusId: string) =>
    tell(`/app/users/${encodeURIComponent(userId)}/status`, csrf, { statusId }),

  signOut: (csrf: string, userId: string) =>
    tell(`/app/users/${encodeURIComponent(userId)}/sign-out`, csrf),
};

export const account = {
  show: (signal?: AbortSignal) => read<Account>("/app/account", signal),

  setPassword: (csrf: string, current: string, password: string) =>
    tell("/app/account/password", csrf, { current, new: password }),

  enrol: (csrf: string) => ask<{ secret: string; uri: string }>("/app/account/second-factor", csrf),

  prove: (csrf: string, code: string) =>
    ask<{ recoveryCodes: string[] }>("/app/account/second-factor/proof", csrf, { code }),

  removeSecondFactor: (csrf: string, password: string) =>
    tell("/app/account/second-factor/removal", csrf, { password }),

  async endSession(csrf: string, id: string): Promise<void> {
    await send(`/app/account/sessions/${encodeURIComponent(id)}`, init("DELETE", csrf));
  },

  /** Whose a link for a new password is. */
  newPassword: (ticket: string) =>
    ask<{ username: string; instance: string }>("/app/new-password", null, { ticket }),

  chooseNewPassword: (ticket: string, password: string) =>
    tell("/app/new-password", null, { ticket, password }),

  /** Signs in with a link that another directory's sign-in led to. */
  signInWithTicket: (ticket: string) => ask<Session>("/app/sign-in/ticket", null, { ticket }),
};

export const users = {
  access: (id: string, signal?: AbortSignal) =>
    read<UserAccess>(`/app/users/${encodeURIComponent(id)}/access`, signal),

  newPasswordLink: (csrf: string, id: string) =>
    ask<{ path: string; expires: string }>(
      `/app/users/${encodeURIComponent(id)}/new-password-link`,
      csrf,
    ),

  removeSecondFactor: (csrf: string, id: string) =>
    tell(`/app/users/${encodeURIComponent(id)}/second-factor/removal`, csrf),
};

/** Runs an operation of a public API as the person who is signed in. */
export function operation<T>(
  csrf: string,
  name: string,
  input: unknown = {},
  service: "connect" | "carillon" | "sms-voice" = "connect",
): Promise<T> {
  return ask<T>(`/app/api/${service}/${name}`, csrf, input);
}
