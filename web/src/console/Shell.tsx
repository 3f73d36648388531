/** The frame of the console's pages: top navigation, and our tokens handed to the components. */

import I18nProvider from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import TopNavigation from "@cloudscape-design/components/top-navigation";
import { useEffect, useState, type ReactNode } from "react";
import { focusHeading, follow, navigate, signInPath, useLocation } from "../app/router";
import { useSession } from "../app/session";
import { chooseTheme, useIsDark } from "../app/theme";
import { errorText } from "../protocol/http";
import { displayName } from "../ui/AppBar";
import "./console.css";

/** A sun to go light, a moon to go dark. */
function ThemeIcon({ dark }: { dark: boolean }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {dark ? (
        <path d="M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1" />
      ) : (
        <path d="M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z" />
      )}
    </svg>
  );
}

type Utilities = NonNullable<React.ComponentProps<typeof TopNavigation>["utilities"]>;

function TopBar() {
  const { state, signOut } = useSession();
  const { path } = useLocation();
  const dark = useIsDark();
  const [problem, setProblem] = useState<string | null>(null);

  const utilities: Utilities[number][] = [
    { type: "button", text: "Softphone", href: "/agent", iconName: "call", onFollow: follow },
    { type: "button", text: "Test call", href: "/test-call", onFollow: follow },
    { type: "button", text: "Contacts", href: "/contacts", onFollow: follow },
    {
      type: "button",
      ariaLabel: dark ? "Light colours" : "Dark colours",
      iconSvg: <ThemeIcon dark={dark} />,
      onClick: () => chooseTheme(dark ? "light" : "dark"),
    },
  ];
  if (state.phase === "signedIn") {
    const { user, instance } = state.session;
    utilities.push({
      type: "menu-dropdown",
      iconName: "user-profile",
      text: displayName(user),
      description: `${user.username} · ${instance.alias}`,
      items: [{ id: "sign-out", text: "Sign out" }],
      onItemClick: () => {
        signOut().then(
          () => navigate("/sign-in"),
          (error: unknown) => setProblem(errorText(error)),
        );
      },
    });
  } else if (path !== "/sign-in") {
    utilities.push({
      type: "button",
      text: "Sign in",
      href: signInPath(path),
      onFollow: follow,
    });
  }

  return (
    <div className="console-top">
      <TopNavigation
        identity={{
          href: "/",
          title: "Carillon",
          logo: { src: "/favicon.svg", alt: "" },
          onFollow: follow,
        }}
        utilities={utilities}
      />
      {problem !== null && (
        <p role="alert" className="visually-hidden">
          Signing out failed. {problem}
        </p>
      )}
    </div>
  );
}

export function Shell(props: { title: string; narrow?: boolean; children: ReactNode }) {
  useEffect(() => {
    document.title = `${props.title} · Carillon`;
    focusHeading();
  }, [props.title]);
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <div className="console">
        <TopBar />
        <main className={props.narrow === true ? "console-main narrow" : "console-main"}>
          {props.children}
        </main>
      </div>
    </I18nProvider>
  );
}
