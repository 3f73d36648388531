/** Metrics: queues and agents as they are, by the minute, and what was counted over a time. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Tabs from "@cloudscape-design/components/tabs";
import { lazy, Suspense, useState } from "react";
import { useLocation } from "../app/router";
import { useSession } from "../app/session";
import { Shell } from "../console/Shell";
import { ActivityAudit } from "./ActivityAudit";
import { History } from "./History";
import { LoginReport } from "./LoginReport";
import { Minutes } from "./Minutes";
import { RealTime } from "./RealTime";
import type { ReportKind } from "../protocol/reports";

/** Its forms are no part of the page's first load. */
const ReportsTab = lazy(() => import("./reports/ReportsTab"));

const realTime = ["AccessMetrics", "AccessMetrics.RealTimeMetrics.Access"];
const historical = ["AccessMetrics", "HistoricalMetrics.Access", "AccessMetrics.Dashboards.Access"];

export default function MetricsPage() {
  const { state } = useSession();
  const session = state.phase === "signedIn" ? state.session : null;
  const may = (any: string[]) => any.some((one) => session?.permissions.includes(one) === true);
  const kinds: ReportKind[] = [
    ...(may(historical) ? (["HISTORICAL_QUEUES", "HISTORICAL_AGENTS"] as const) : []),
    ...(may(["AgentTimeCard.View"]) ? (["LOGIN_LOGOUT"] as const) : []),
    ...(may(realTime) ? (["REAL_TIME"] as const) : []),
  ];
  const saved = ["MetricsReports.View", "MetricsReports.Create", "MetricsReports.Admin"];
  const tabs = [
    ...(may(realTime)
      ? [
          {
            id: "now",
            label: "Real-time",
            content: (
              <RealTime
                csrf={session?.csrf ?? ""}
                listens={may(["ManagerListenIn"])}
                supervises={may(["AgentStates.View"])}
              />
            ),
          },
        ]
      : []),
    ...(may(realTime)
      ? [{ id: "minutes", label: "By the minute", content: <Minutes csrf={session?.csrf ?? ""} /> }]
      : []),
    ...(may(historical)
      ? [{ id: "history", label: "Historical", content: <History csrf={session?.csrf ?? ""} /> }]
      : []),
    ...(kinds.length > 0 && may(saved)
      ? [
          {
            id: "reports",
            label: "Reports",
            content: (
              <Suspense fallback={<Box color="text-body-secondary">Loading</Box>}>
                <ReportsTab
                  rights={{
                    csrf: session?.csrf ?? "",
                    kinds,
                    create: may(["MetricsReports.Create"]),
                    lists: {
                      published: may(["MetricsReports.View", "MetricsReports.Admin"]),
                      all: may(["MetricsReports.Admin"]),
                    },
                  }}
                />
              </Suspense>
            ),
          },
        ]
      : []),
    ...(may(["AgentActivityAudit.Access", "AccessMetrics"])
      ? [{ id: "activity", label: "Agent activity", content: <ActivityAudit /> }]
      : []),
    ...(may(["AgentTimeCard.View"])
      ? [{ id: "logins", label: "Logins", content: <LoginReport /> }]
      : []),
  ];
  // A link to a report opens its tab.
  const { query } = useLocation();
  const linked = ["report", "new", "reports"].some((name) => query.has(name));
  const [chosen, setShown] = useState<string | null>(null);
  const shown = chosen ?? (linked ? "reports" : (tabs[0]?.id ?? "now"));
  return (
    <Shell title="Metrics" wide>
      {tabs.length === 0 ? (
        <Alert type="info" header="You may not see metrics">
          A security profile with access to metrics is needed.
        </Alert>
      ) : (
        <Tabs
          activeTabId={shown}
          onChange={({ detail }) => setShown(detail.activeTabId)}
          tabs={tabs}
          ariaLabel="Metrics"
        />
      )}
    </Shell>
  );
}
