/** The versions of a registration and what became of each. */

import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import type { Fetched } from "../../console/useFetched";
import { Problem } from "../pieces/Problem";
import { timeText, words } from "../text";
import { statusKind, type Version } from "./registrations";

/** When a version became what it is. */
function since(version: Version): string {
  const times = Object.values(version.RegistrationVersionStatusHistory);
  return times.length === 0 ? "—" : timeText(Math.max(...times));
}

export function Versions({ of }: { of: Fetched<Version[]> }) {
  const rows = [...(of.data ?? [])].sort((a, b) => b.VersionNumber - a.VersionNumber);
  return (
    <SpaceBetween size="m">
      <Problem of={of} what="the versions" />
      <Table
        variant="container"
        items={rows}
        trackBy="VersionNumber"
        wrapLines
        loading={of.data === null && of.loading}
        loadingText="Loading the versions"
        header={<Header variant="h2">Versions</Header>}
        ariaLabels={{ tableLabel: "Versions" }}
        columnDefinitions={[
          {
            id: "number",
            header: "Version",
            isRowHeader: true,
            cell: (it) => it.VersionNumber,
            minWidth: 90,
          },
          {
            id: "status",
            header: "Status",
            cell: (it) => (
              <StatusIndicator type={statusKind(it.RegistrationVersionStatus)}>
                {words(it.RegistrationVersionStatus)}
              </StatusIndicator>
            ),
            minWidth: 130,
          },
          { id: "since", header: "Since", cell: since, minWidth: 160 },
          {
            id: "why",
            header: "Why it was refused",
            cell: (it) =>
              (it.DeniedReasons ?? []).map((one) => one.ShortDescription).join(" ") || "—",
            minWidth: 200,
          },
        ]}
        empty={<Box textAlign="center">There are no versions.</Box>}
      />
    </SpaceBetween>
  );
}
