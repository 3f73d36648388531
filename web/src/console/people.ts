/** Users as the public API gives them, and how the users page asks for them. */

import { operation } from "../protocol/account";

export interface FoundUser {
  Id: string;
  Arn: string;
  Username: string;
  IdentityInfo?: { FirstName?: string; LastName?: string };
  RoutingProfileId?: string;
  SecurityProfileIds?: string[];
  Tags?: Record<string, string>;
}

export interface UsersFound {
  Users: FoundUser[];
  NextToken?: string;
  ApproximateTotalCount?: number;
}

export interface Choice {
  Id: string;
  Name: string;
}

/** What a user can be given. */
export interface Choices {
  routingProfiles: Choice[];
  securityProfiles: Choice[];
}

/** The search for a text in login and names; each word must be in one of them. */
export function userCriteria(text: string): object | undefined {
  const words = text.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  const condition = (FieldName: string, Value: string) => ({
    StringCondition: { FieldName, Value, ComparisonType: "CONTAINS" },
  });
  return {
    AndConditions: words.map((word) => ({
      OrConditions: ["Username", "FirstName", "LastName"].map((field) => condition(field, word)),
    })),
  };
}

export function searchUsers(csrf: string, text: string, next: string | null): Promise<UsersFound> {
  const criteria = userCriteria(text);
  return operation(csrf, "SearchUsers", {
    MaxResults: 25,
    ...(next === null ? {} : { NextToken: next }),
    ...(criteria === undefined ? {} : { SearchCriteria: criteria }),
  });
}

/** All rows of a list, page by page. */
async function all(csrf: string, name: string, member: string): Promise<Choice[]> {
  const rows: Choice[] = [];
  let next: string | undefined;
  do {
    const page: Record<string, unknown> = await operation(csrf, name, {
      MaxResults: 100,
      ...(next === undefined ? {} : { NextToken: next }),
    });
    rows.push(...((page[member] ?? []) as Choice[]));
    next = page["NextToken"] as string | undefined;
  } while (next !== undefined);
  return rows;
}

export async function choices(csrf: string): Promise<Choices> {
  const [routingProfiles, securityProfiles] = await Promise.all([
    all(csrf, "ListRoutingProfiles", "RoutingProfileSummaryList"),
    all(csrf, "ListSecurityProfiles", "SecurityProfileSummaryList"),
  ]);
  return { routingProfiles, securityProfiles };
}

export function personName(user: FoundUser): string {
  const { FirstName, LastName } = user.IdentityInfo ?? {};
  return [FirstName, LastName].filter(Boolean).join(" ");
}

export function nameOf(list: Choice[] | undefined, id: string | undefined): string {
  return list?.find((one) => one.Id === id)?.Name ?? "–";
}
