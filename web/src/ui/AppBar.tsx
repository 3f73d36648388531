/** The bar on top of the softphone and test call pages. */

import { navigate } from "../app/router";
import { chooseTheme, useIsDark } from "../app/theme";
import type { SessionUser } from "../protocol/types";
import { Icon, Logo } from "./Icon";
import { Menu, type MenuItem } from "./Menu";

export function displayName(user: SessionUser): string {
  const name = `${user.firstName} ${user.lastName}`.trim();
  return name === "" ? user.username : name;
}

export function AppBar(props: {
  title: string;
  user: SessionUser | null;
  detail: string;
  onShortcuts?: () => void;
  onSignOut: () => void;
}) {
  const dark = useIsDark();
  const name = props.user === null ? "Account" : displayName(props.user);
  const items: MenuItem[] = [
    { key: "home", label: "Start page", onSelect: () => navigate("/") },
    { key: "contacts", label: "Contacts", onSelect: () => navigate("/contacts") },
    ...(props.onShortcuts === undefined
      ? []
      : [{ key: "keys", label: "Keyboard shortcuts", onSelect: props.onShortcuts }]),
    {
      key: "theme",
      label: dark ? "Light colours" : "Dark colours",
      onSelect: () => chooseTheme(dark ? "light" : "dark"),
    },
    { key: "out", label: "Sign out", onSelect: props.onSignOut },
  ];
  return (
    <header className="app-bar">
      <Logo />
      <span className="app-bar-title">{props.title}</span>
      <span className="app-bar-detail">{props.detail}</span>
      <Menu label={`${name}: menu`} className="account-button" align="end" items={items}>
        <Icon name="user" size={20} />
        <span className="account-name">{name}</span>
        <Icon name="chevron" size={16} />
      </Menu>
    </header>
  );
}
