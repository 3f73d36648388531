/** Who signed in and out when (connect-d §6.2). */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useCallback, useState } from "react";
import { useFetched } from "../console/useFetched";
import { app } from "../protocol/http";
import type { LoginRow } from "../protocol/types";
import { duration } from "./metrics";
import { clockIn, ownZone, secondsBetween, today, ZoneField } from "./zones";

function columns(zone: string) {
  return [
    { id: "agent", header: "Agent", cell: (row: LoginRow) => row.username, isRowHeader: true },
    {
      id: "name",
      header: "Name",
      cell: (row: LoginRow) => `${row.firstName} ${row.lastName}`.trim(),
    },
    { id: "login", header: "Login", cell: (row: LoginRow) => clockIn(zone, row.login, true) },
    { id: "logout", header: "Logout", cell: (row: LoginRow) => clockIn(zone, row.logout, true) },
    {
      id: "duration",
      header: "Duration",
      cell: (row: LoginRow) =>
        row.login === null || row.logout === null
          ? "–"
          : duration(secondsBetween(row.login, row.logout)),
    },
  ];
}

export function LoginReport() {
  const [zone, setZone] = useState(ownZone);
  const [from, setFrom] = useState(() => today(ownZone()));
  const [to, setTo] = useState(() => today(ownZone()));
  const [query, setQuery] = useState(() =>
    new URLSearchParams({ from, to, zone: ownZone() }).toString(),
  );
  const load = useCallback((signal: AbortSignal) => app.logins(query, signal), [query]);
  const { data, loading, problem } = useFetched(load, null);
  return (
    <SpaceBetween size="l">
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault();
          setQuery(new URLSearchParams({ from, to, zone }).toString());
        }}
      >
        <FormField label="From" constraintText="Year-month-day">
          <Input value={from} onChange={({ detail }) => setFrom(detail.value)} />
        </FormField>
        <FormField label="To" constraintText="At most 7 days">
          <Input value={to} onChange={({ detail }) => setTo(detail.value)} />
        </FormField>
        <ZoneField zone={zone} onChange={setZone} />
        <Button variant="primary" formAction="submit">
          Generate report
        </Button>
      </form>
      {problem !== null && (
        <Alert type="error" header="The report could not be made">
          {problem.message}
        </Alert>
      )}
      {data?.more === true && (
        <Alert type="info">Only the first {data.rows.length} rows are shown.</Alert>
      )}
      <Table
        header={
          <Header
            variant="h2"
            actions={
              <Button
                iconName="download"
                href={`/app/reports/logins?${query}&format=csv`}
                download
                disabled={data === null}
              >
                Download CSV
              </Button>
            }
          >
            Logins and logouts
          </Header>
        }
        columnDefinitions={columns(zone)}
        items={data?.rows ?? []}
        loading={loading}
        loadingText="Loading"
        empty={
          <Box textAlign="center" color="inherit">
            Nobody signed in or out in this time.
          </Box>
        }
      />
    </SpaceBetween>
  );
}
