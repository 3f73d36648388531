/** Carriers: how they do, how fast they take messages, and what was sent in a month. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import LineChart from "@cloudscape-design/components/line-chart";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import Tabs from "@cloudscape-design/components/tabs";
import { navigate, useLocation } from "../../app/router";
import type { Fetched } from "../../console/useFetched";
import { useMessaging } from "../api";
import { useOperatorsAnswer } from "../operators";
import { Problem } from "../pieces/Problem";
import { Section } from "../Section";
import { count } from "../text";
import {
  healthOf,
  kindTexts,
  perMinute,
  rateNow,
  rateText,
  tookText,
  type Carrier,
  type Carriers,
} from "./carriers";
import { Counts } from "./Counts";

const lookMs = 5_000;

const clock = (date: Date) =>
  date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });

function Health({ it }: { it: Carrier }) {
  const { type, text } = healthOf(it);
  const until =
    it.RestsUntil === undefined ? "" : ` until ${clock(new Date(it.RestsUntil * 1000))}`;
  return (
    <StatusIndicator type={type}>
      {text}
      {until}
    </StatusIndicator>
  );
}

const inFlight = (it: Carrier): string => `${it.InFlight} of ${it.Window}`;

function bound(it: Carrier): string {
  if (it.Binds === undefined) return "—";
  return `${it.Binds} of ${it.BindsWanted ?? it.Binds}`;
}

function Throughput({ carriers }: { carriers: Carrier[] }) {
  const series = carriers.map((it) => ({
    title: it.Name,
    type: "line" as const,
    data: perMinute(it),
    valueFormatter: rateText,
  }));
  const most = Math.max(1, ...series.flatMap(({ data }) => data.map(({ y }) => y)));
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Parts per second that each carrier took, minute by minute."
        >
          Throughput of the last hour
        </Header>
      }
    >
      <LineChart
        series={series}
        xScaleType="time"
        xTickFormatter={clock}
        yDomain={[0, most]}
        yTickFormatter={(value) => rateText(value)}
        yTitle="Parts per second"
        height={220}
        hideFilter
        ariaLabel="Parts per second by carrier in the last hour"
        empty="There is no carrier."
      />
    </Container>
  );
}

function Now({ of }: { of: Fetched<Carriers> }) {
  const carriers = of.data?.Carriers ?? [];
  return (
    <SpaceBetween size="l">
      <Problem of={of} what="the carriers" />
      <Container header={<Header variant="h2">Right now</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            {
              label: "Waiting to be handed over",
              value: of.data === null ? "—" : count(of.data.Waiting),
            },
            {
              label: "Without an outcome",
              value: of.data === null ? "—" : count(of.data.Open),
            },
            {
              label: "Parts per second, last minute",
              value: rateText(carriers.reduce((total, it) => total + rateNow(it), 0)),
            },
          ]}
        />
      </Container>
      <Table
        variant="container"
        items={carriers}
        trackBy="Name"
        wrapLines
        loading={of.data === null && of.loading}
        loadingText="Loading the carriers"
        ariaLabels={{ tableLabel: "Carriers" }}
        header={
          <Header
            variant="h2"
            description="Counted since the server started. Parts that were put off are tried again."
            actions={<Button iconName="refresh" ariaLabel="Refresh" onClick={of.reload} />}
          >
            Health
          </Header>
        }
        columnDefinitions={[
          {
            id: "name",
            header: "Carrier",
            isRowHeader: true,
            cell: (it) => (
              <>
                {it.Name}
                <Box fontSize="body-s" color="text-body-secondary">
                  {kindTexts[it.Kind]}
                </Box>
              </>
            ),
            minWidth: 140,
          },
          { id: "health", header: "Health", cell: (it) => <Health it={it} />, minWidth: 150 },
          { id: "bound", header: "Bindings", cell: bound, minWidth: 90 },
          { id: "flight", header: "In flight", cell: inFlight, minWidth: 100 },
          { id: "rate", header: "Parts/s", cell: (it) => rateText(rateNow(it)), minWidth: 80 },
          { id: "sent", header: "Handed over", cell: (it) => count(it.Sent), minWidth: 90 },
          { id: "accepted", header: "Accepted", cell: (it) => count(it.Accepted), minWidth: 90 },
          { id: "refused", header: "Refused", cell: (it) => count(it.Refused), minWidth: 90 },
          { id: "off", header: "Put off", cell: (it) => count(it.Throttled), minWidth: 80 },
          { id: "doubt", header: "In doubt", cell: (it) => count(it.InDoubt), minWidth: 80 },
          {
            id: "receipts",
            header: "Receipts",
            cell: (it) => (
              <>
                {count(it.Receipts)}
                {it.ReceiptMedianMillis !== undefined && (
                  <Box fontSize="body-s" color="text-body-secondary">
                    half in {tookText(it.ReceiptMedianMillis)}, 95 % in{" "}
                    {tookText(it.ReceiptSlowMillis)}
                  </Box>
                )}
              </>
            ),
            minWidth: 150,
          },
        ]}
        empty={<Box textAlign="center">There is no carrier.</Box>}
      />
      {carriers.length > 0 && <Throughput carriers={carriers} />}
    </SpaceBetween>
  );
}

export default function CarriersPage() {
  const { may } = useMessaging();
  const { path, query } = useLocation();
  const of = useOperatorsAnswer<Carriers>("DescribeCarriers", {}, lookMs);
  const away = (of.data?.Carriers ?? []).filter(({ Connected }) => !Connected);
  return (
    <Section title="Carriers">
      {may("Messaging.View") && (
        <SpaceBetween size="m">
          <Header variant="h1" description="Through whom messages leave, and how that goes.">
            Carriers
          </Header>
          {away.length > 0 && (
            <Alert type="warning">
              Not connected: {away.map(({ Name }) => Name).join(", ")}. What they alone take waits.
            </Alert>
          )}
          <Tabs
            ariaLabel="Carriers"
            activeTabId={query.get("tab") === "counts" ? "counts" : "now"}
            onChange={({ detail }) =>
              navigate(`${path}?tab=${detail.activeTabId}`, { replace: true })
            }
            tabs={[
              { id: "now", label: "Health and throughput", content: <Now of={of} /> },
              { id: "counts", label: "Monthly counts", content: <Counts /> },
            ]}
          />
        </SpaceBetween>
      )}
    </Section>
  );
}
