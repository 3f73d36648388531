/** What was sent in a month, and what became of it (sms.md §13.1). */

import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import MixedLineBarChart from "@cloudscape-design/components/mixed-line-bar-chart";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useMemo, useState } from "react";
import { channelTexts } from "../history/history";
import { useOperatorsAnswer } from "../operators";
import { Problem } from "../pieces/Problem";
import { count, countryText, dollars, words } from "../text";
import type { Channel } from "../types";
import { months, sum, totals, type Grouping, type MessageCounts, type Total } from "./carriers";

const groupings: { value: Grouping; label: string }[] = [
  { value: "CountryCode", label: "Country" },
  { value: "MessageType", label: "Message type" },
  { value: "Channel", label: "Kind" },
  { value: "Day", label: "Day" },
];

function keyText(by: Grouping, key: string): string {
  switch (by) {
    case "CountryCode":
      return countryText(key);
    case "MessageType":
      return words(key);
    case "Channel":
      return channelTexts[key as Channel];
    case "Day":
      return key;
  }
}

function Days({ lines }: { lines: MessageCounts[] }) {
  const days = totals(lines, "Day");
  const bars = (title: string, of: (total: Total) => number) => ({
    title,
    type: "bar" as const,
    data: days.map((day) => ({ x: day.key.slice(8), y: of(day) })),
  });
  return (
    <MixedLineBarChart
      series={[
        bars("Delivered", (it) => it.delivered),
        bars("Accepted by a carrier", (it) => it.taken),
        bars("Failed", (it) => it.failed),
        bars("Unknown", (it) => it.unknown),
      ]}
      stackedBars
      xScaleType="categorical"
      xDomain={days.map(({ key }) => key.slice(8))}
      xTitle="Day"
      yTitle="Messages"
      height={220}
      hideFilter
      ariaLabel="Outcomes of messages by day"
      empty="Nothing was sent in this month."
    />
  );
}

export function Counts() {
  const choices = useMemo(() => months(new Date()), []);
  const [month, setMonth] = useState(choices[0]?.value ?? "");
  const [by, setBy] = useState<Grouping>("CountryCode");
  const of = useOperatorsAnswer<{ Counts?: MessageCounts[] }>("GetMessageCounts", { Month: month });
  const lines = of.data?.Counts ?? [];
  const whole = sum(lines);
  const spentOn = (channel: Channel) =>
    dollars(sum(lines.filter((line) => line.Channel === channel)).spent);
  return (
    <SpaceBetween size="l">
      <div className="filters">
        <FormField label="Month" description="Days are counted in UTC.">
          <Select
            selectedOption={choices.find(({ value }) => value === month) ?? null}
            options={choices}
            onChange={({ detail }) => setMonth(detail.selectedOption.value ?? month)}
          />
        </FormField>
      </div>
      <Problem of={of} what="the counts" />
      <Container
        header={
          <Header
            variant="h2"
            description="Outcomes count on the day on which they are known: some of them are of messages of the day before."
          >
            {choices.find(({ value }) => value === month)?.label ?? month}
          </Header>
        }
      >
        <SpaceBetween size="l">
          <KeyValuePairs
            columns={4}
            minColumnWidth={150}
            items={[
              { label: "Sent", value: `${count(whole.sent)} in ${count(whole.parts)} parts` },
              { label: "Delivered", value: count(whole.delivered) },
              { label: "Failed", value: count(whole.failed) },
              { label: "Unknown", value: count(whole.unknown) },
              { label: "Spent on SMS", value: spentOn("TEXT") },
              { label: "Spent on MMS", value: spentOn("MEDIA") },
              { label: "Spent on voice", value: spentOn("VOICE") },
              { label: "Spent in all", value: dollars(whole.spent) },
            ]}
          />
          <Days lines={lines} />
        </SpaceBetween>
      </Container>
      <Table
        variant="container"
        items={totals(lines, by)}
        trackBy="key"
        loading={of.data === null && of.loading}
        loadingText="Loading the counts"
        ariaLabels={{ tableLabel: "Counts" }}
        header={
          <Header
            variant="h2"
            actions={
              <FormField label="By">
                <Select
                  selectedOption={groupings.find(({ value }) => value === by) ?? null}
                  options={groupings}
                  onChange={({ detail }) => setBy(detail.selectedOption.value as Grouping)}
                />
              </FormField>
            }
          >
            Counts
          </Header>
        }
        columnDefinitions={[
          {
            id: "key",
            header: groupings.find(({ value }) => value === by)?.label ?? "",
            isRowHeader: true,
            cell: (it) => keyText(by, it.key),
            minWidth: 150,
          },
          { id: "sent", header: "Sent", cell: (it) => count(it.sent), minWidth: 80 },
          { id: "parts", header: "Parts", cell: (it) => count(it.parts), minWidth: 80 },
          { id: "delivered", header: "Delivered", cell: (it) => count(it.delivered), minWidth: 90 },
          {
            id: "taken",
            header: "Accepted by a carrier",
            cell: (it) => count(it.taken),
            minWidth: 110,
          },
          { id: "failed", header: "Failed", cell: (it) => count(it.failed), minWidth: 80 },
          { id: "unknown", header: "Unknown", cell: (it) => count(it.unknown), minWidth: 90 },
          { id: "spent", header: "Spent", cell: (it) => dollars(it.spent), minWidth: 90 },
        ]}
        empty={
          <Box textAlign="center" padding="l">
            Nothing was sent in this month.
          </Box>
        }
      />
    </SpaceBetween>
  );
}
