/** Messaging at a glance, and where to begin (sms.md §17, quick start). */

import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Link } from "../../app/router";
import { Icon, type IconName } from "../../ui/Icon";
import { useMessaging } from "../api";
import { Section } from "../Section";
import { AccountLimits, AccountState } from "./Account";
import { SpendStatus } from "./SpendStatus";

interface Start {
  href: string;
  icon: IconName;
  title: string;
  text: string;
  /** Who may do that. */
  needs: string;
}

const starts: Start[] = [
  {
    href: "/messaging/send",
    icon: "play",
    title: "Send a test message",
    text: "To a simulator or to a phone of yours, and see what becomes of it.",
    needs: "Messaging.Send",
  },
  {
    href: "/messaging/numbers/request",
    icon: "phone",
    title: "Request a number",
    text: "Step by step: for a country and a use, the number that suits.",
    needs: "Messaging.Create",
  },
  {
    href: "/messaging/pools/create",
    icon: "list",
    title: "Make a phone pool",
    text: "Several originators with one set of settings, each the others' substitute.",
    needs: "Messaging.Create",
  },
  {
    href: "/messaging/configuration-sets?create",
    icon: "bell",
    title: "Make a configuration set",
    text: "Who is told what becomes of messages that are sent with it.",
    needs: "Messaging.Create",
  },
  {
    href: "/messaging/protect-configurations?create",
    icon: "alert",
    title: "Make a protect configuration",
    text: "To which countries messages may go, before they cost anything.",
    needs: "Messaging.Create",
  },
];

export default function OverviewPage() {
  const { may } = useMessaging();
  return (
    <Section title="Messaging">
      <SpaceBetween size="l">
        <Header
          variant="h1"
          description="SMS, MMS and spoken messages from this product to phones, and back."
        >
          Messaging
        </Header>
        <ul className="places" aria-label="Quick start">
          {starts
            .filter(({ needs }) => may(needs))
            .map((start) => (
              <li key={start.href}>
                <Link className="place" href={start.href}>
                  <span className="place-icon">
                    <Icon name={start.icon} size={24} />
                  </span>
                  <strong>{start.title}</strong>
                  <span>{start.text}</span>
                </Link>
              </li>
            ))}
        </ul>
        <SpendStatus />
        <AccountState />
        <AccountLimits />
      </SpaceBetween>
    </Section>
  );
}
