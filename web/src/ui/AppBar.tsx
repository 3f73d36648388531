/** The bar on top of every page: where one is, where one can go, who one is. */

import { Link, navigate, signInPath, useLocation } from "../app/router";
import { chooseTheme, useIsDark } from "../app/theme";
import type { SessionUser } from "../protocol/types";
import "../styles/bar.css";
import { Icon, Logo } from "./Icon";
import { Menu, type MenuItem } from "./Menu";

const places = [
  { href: "/agent", label: "Softphone" },
  { href: "/test-call", label: "Test call" },
  { href: "/contacts", label: "Contacts" },
  { href: "/performance", label: "Metrics" },
  { href: "/flows", label: "Flows" },
  { href: "/messaging", label: "Messaging" },
  { href: "/users", label: "Users" },
  { href: "/audit", label: "Audit trail" },
];

export function displayName(user: SessionUser): string {
  const name = `${user.firstName} ${user.lastName}`.trim();
  return name === "" ? user.username : name;
}

export function AppBar(props: {
  user: SessionUser | null;
  /** Shown beside the account, where there is room. */
  detail: string;
  onShortcuts?: () => void;
  onSignOut: () => void;
}) {
  const dark = useIsDark();
  const { path } = useLocation();
  const name = props.user === null ? "Menu" : displayName(props.user);
  const items: MenuItem[] = [
    { key: "/", label: "Start page", onSelect: () => navigate("/") },
    ...places.map(({ href, label }) => ({ key: href, label, onSelect: () => navigate(href) })),
    ...(props.onShortcuts === undefined
      ? []
      : [{ key: "keys", label: "Keyboard shortcuts", onSelect: props.onShortcuts }]),
    {
      key: "theme",
      label: dark ? "Light colours" : "Dark colours",
      onSelect: () => chooseTheme(dark ? "light" : "dark"),
    },
    ...(props.user === null
      ? path === "/sign-in"
        ? []
        : [{ key: "in", label: "Sign in", onSelect: () => navigate(signInPath(path)) }]
      : [
          { key: "account", label: "Your account", onSelect: () => navigate("/account") },
          { key: "out", label: "Sign out", onSelect: props.onSignOut },
        ]),
  ];
  return (
    <header className="app-bar">
      <Link className="app-bar-home" href="/">
        <Logo /> <span>Carillon</span>
      </Link>
      <nav className="app-bar-nav" aria-label="Pages">
        {places.map(({ href, label }) => (
          <Link
            key={href}
            href={href}
            {...(path.startsWith(href) ? { "aria-current": "page" as const } : {})}
          >
            {label}
          </Link>
        ))}
      </nav>
      <span className="app-bar-detail">{props.detail}</span>
      <Menu label={`${name}: menu`} className="account-button" align="end" items={items}>
        <Icon name={props.user === null ? "menu" : "user"} size={20} />
        <span className="account-name">{name}</span>
        <Icon name="chevron" size={16} />
      </Menu>
    </header>
  );
}
