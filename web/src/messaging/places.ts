/** The pages of messaging in its navigation, and the addresses of single things. */

export interface Place {
  href: string;
  label: string;
}

export const groups: { title: string | null; places: Place[] }[] = [
  {
    title: null,
    places: [
      { href: "/messaging", label: "Overview" },
      { href: "/messaging/send", label: "Send a test message" },
    ],
  },
  {
    title: "Configurations",
    places: [
      { href: "/messaging/pools", label: "Phone pools" },
      { href: "/messaging/numbers", label: "Phone numbers" },
      { href: "/messaging/sender-ids", label: "Sender IDs" },
      { href: "/messaging/configuration-sets", label: "Configuration sets" },
      { href: "/messaging/opt-out-lists", label: "Opt-out lists" },
      { href: "/messaging/registrations", label: "Registrations" },
    ],
  },
  {
    title: "Protect",
    places: [{ href: "/messaging/protect-configurations", label: "Protect configurations" }],
  },
  {
    title: "Operation",
    places: [
      { href: "/messaging/history", label: "Message history" },
      { href: "/messaging/carriers", label: "Carriers" },
      { href: "/messaging/registration-reviews", label: "Registration reviews" },
    ],
  },
  {
    title: "Tools",
    places: [{ href: "/messaging/parts", label: "Message-part preview" }],
  },
];

const part = encodeURIComponent;

export const poolPath = (id: string) => `/messaging/pools/${part(id)}`;
export const numberPath = (id: string) => `/messaging/numbers/${part(id)}`;
export const senderIdPath = (country: string, id: string) =>
  `/messaging/sender-ids/${part(country)}/${part(id)}`;
export const optOutListPath = (name: string) => `/messaging/opt-out-lists/${part(name)}`;
export const setPath = (name: string) => `/messaging/configuration-sets/${part(name)}`;
export const protectPath = (id: string) => `/messaging/protect-configurations/${part(id)}`;
export const registrationPath = (id: string) => `/messaging/registrations/${part(id)}`;
export const reviewPath = (id: string) => `/messaging/registration-reviews/${part(id)}`;
export const messagePath = (id: string) => `/messaging/history/${part(id)}`;

/** The place of the navigation that a path lies in: the longest that it begins with. */
export function currentPlace(path: string): Place | null {
  const all = groups.flatMap((group) => group.places);
  const within = all.filter(({ href }) => path === href || path.startsWith(`${href}/`));
  return within.sort((a, b) => b.href.length - a.href.length)[0] ?? null;
}
