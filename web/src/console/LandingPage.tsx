/** The start page: what this is, what to dial, which page to open, and with which user. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useCallback, useEffect, useState } from "react";
import { phoneText } from "../agent/text";
import { Link } from "../app/router";
import { app, errorText } from "../protocol/http";
import type { Welcome } from "../protocol/types";
import { Icon, type IconName } from "../ui/Icon";
import { Shell } from "./Shell";

const places: { href: string; icon: IconName; title: string; text: string }[] = [
  {
    href: "/agent",
    icon: "phone",
    title: "Softphone",
    text: "Sign in as an agent, choose Available, and take calls in the browser.",
  },
  {
    href: "/test-call",
    icon: "mic",
    title: "Test call",
    text: "Be the customer: call a number of this instance with your microphone.",
  },
  {
    href: "/contacts",
    icon: "list",
    title: "Contacts",
    text: "Look up every call: its times, its path through the flow, its recording.",
  },
  {
    href: "/audit",
    icon: "list",
    title: "Audit trail",
    text: "See who changed what, when, and how it ended.",
  },
];

type State =
  | { phase: "loading" }
  | { phase: "loaded"; welcome: Welcome }
  | { phase: "failed"; message: string };

function Copyable(props: { label: string; text: string; shown: string; small?: boolean }) {
  return (
    <div>
      <Box variant="awsui-key-label">{props.label}</Box>
      <div className={props.small === true ? "dial small" : "dial"}>
        <span>{props.shown}</span>
        <CopyToClipboard
          variant="icon"
          copyButtonAriaLabel={`Copy ${props.label.toLowerCase()}`}
          copySuccessText="Copied"
          copyErrorText="The browser does not allow copying here"
          textToCopy={props.text}
        />
      </div>
    </div>
  );
}

function Demo({ welcome }: { welcome: Welcome }) {
  const { demo } = welcome;
  if (demo === null) {
    return (
      <Container header={<Header variant="h2">No demo data yet</Header>}>
        <SpaceBetween size="s">
          <Box variant="p">
            {welcome.instances.length === 0
              ? "This server has no instance yet."
              : `Instances on this server: ${welcome.instances.map((one) => one.alias).join(", ")}.`}{" "}
            Run <code>carillon demo</code> to create an instance with users, a queue, a flow and a
            number to call, or create your own through the public API.
          </Box>
        </SpaceBetween>
      </Container>
    );
  }
  return (
    <ColumnLayout columns={2}>
      <Container fitHeight header={<Header variant="h2">Call the contact centre</Header>}>
        <SpaceBetween size="m">
          <Copyable label="Number" text={demo.number} shown={phoneText(demo.number)} />
          <Copyable label="SIP address" text={demo.sipUri} shown={demo.sipUri} small />
          <Box color="text-body-secondary">
            Dial it with any SIP phone, or from the browser on the test call page.
          </Box>
        </SpaceBetween>
      </Container>
      <Container fitHeight header={<Header variant="h2">Sign in as</Header>}>
        <SpaceBetween size="m">
          <ColumnLayout columns={2}>
            {demo.users.map((user) => (
              <Copyable
                key={user.username}
                label={user.role}
                text={user.username}
                shown={user.username}
              />
            ))}
          </ColumnLayout>
          <Box color="text-body-secondary">
            The passwords are in the output of the terminal that created the demo data.
          </Box>
        </SpaceBetween>
      </Container>
    </ColumnLayout>
  );
}

export default function LandingPage() {
  const [state, setState] = useState<State>({ phase: "loading" });

  const load = useCallback((signal?: AbortSignal) => {
    app.welcome(signal).then(
      (welcome) => setState({ phase: "loaded", welcome }),
      (error: unknown) => {
        if (signal?.aborted !== true) setState({ phase: "failed", message: errorText(error) });
      },
    );
  }, []);

  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal);
    return () => abort.abort();
  }, [load]);

  return (
    <Shell title="Welcome">
      <SpaceBetween size="l">
        <div className="hero">
          <h1 tabIndex={-1}>Your own contact centre</h1>
          <p>
            Carillon answers calls, runs your flows, queues callers and connects them to agents in
            the browser. It speaks the public APIs that your tools already use.
          </p>
        </div>
        {!window.isSecureContext && (
          <Alert type="warning" header="This page is not secure">
            Browsers give the microphone only to pages opened over HTTPS or on localhost. Open the
            https:// address of this server to take or make calls.
          </Alert>
        )}
        <ul className="places">
          {places.map((place) => (
            <li key={place.href}>
              <Link className="place" href={place.href}>
                <span className="place-icon">
                  <Icon name={place.icon} size={24} />
                </span>
                <strong>{place.title}</strong>
                <span>{place.text}</span>
              </Link>
            </li>
          ))}
        </ul>
        {state.phase === "loading" && (
          <Box textAlign="center" padding="l">
            <Spinner size="large" />
          </Box>
        )}
        {state.phase === "failed" && (
          <Alert
            type="error"
            header="The server’s details could not be loaded"
            action={<Button onClick={() => load()}>Try again</Button>}
          >
            {state.message}
          </Alert>
        )}
        {state.phase === "loaded" && (
          <>
            <Demo welcome={state.welcome} />
            <p className="landing-foot">Carillon {state.welcome.version}</p>
          </>
        )}
      </SpaceBetween>
    </Shell>
  );
}
