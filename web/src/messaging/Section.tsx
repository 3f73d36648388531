/** The frame of messaging's pages: its navigation beside the page, and what was just done. */

import Alert from "@cloudscape-design/components/alert";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState, type ReactNode } from "react";
import { follow, Link, useLocation } from "../app/router";
import { Shell } from "../console/Shell";
import { Icon } from "../ui/Icon";
import { useMessaging } from "./api";
import { currentPlace, groups } from "./places";
import { forget, useSaid } from "./said";
import "./messaging.css";

function Navigation({ path }: { path: string }) {
  const [open, setOpen] = useState(false);
  const current = currentPlace(path);
  return (
    <div className="messaging-side">
      <button
        type="button"
        className="messaging-places-button"
        aria-expanded={open}
        aria-controls="messaging-places"
        onClick={() => setOpen(!open)}
      >
        <span>Messaging: {current?.label ?? "pages"}</span>
        <Icon name="chevron" size={18} />
      </button>
      <nav
        id="messaging-places"
        className={open ? "messaging-places open" : "messaging-places"}
        aria-label="Messaging"
      >
        {groups.map((group) => (
          <div key={group.title ?? ""}>
            {group.title !== null && <p className="messaging-group">{group.title}</p>}
            <ul>
              {group.places.map((place) => (
                <li key={place.href}>
                  <Link
                    href={place.href}
                    {...(place === current ? { "aria-current": "page" as const } : {})}
                  >
                    {place.label}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
    </div>
  );
}

export function Section(props: {
  title: string;
  /** The pages above, such as the list that this is one of. */
  above?: { href: string; text: string }[];
  children: ReactNode;
}) {
  const { path } = useLocation();
  const { may } = useMessaging();
  const said = useSaid();
  const above = props.above ?? [];
  return (
    <Shell title={props.title} wide>
      <div className="messaging">
        <Navigation path={path} />
        <div className="messaging-page">
          <div role="status" className="messaging-said">
            {said !== null && (
              <Alert type="success" dismissible onDismiss={forget}>
                {said}
              </Alert>
            )}
          </div>
          <SpaceBetween size="m">
            {above.length > 0 && (
              <BreadcrumbGroup
                ariaLabel="Where you are"
                items={[
                  { text: "Messaging", href: "/messaging" },
                  ...above,
                  { text: props.title, href: path },
                ]}
                onFollow={follow}
              />
            )}
            {may("Messaging.View") ? (
              props.children
            ) : (
              <SpaceBetween size="m">
                <h1 className="messaging-title">{props.title}</h1>
                <Alert type="info" header="You may not see messaging">
                  Your security profile does not allow it: it needs Messaging.View. Ask an
                  administrator.
                </Alert>
              </SpaceBetween>
            )}
          </SpaceBetween>
        </div>
      </div>
    </Shell>
  );
}
