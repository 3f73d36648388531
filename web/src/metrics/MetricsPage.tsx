/** Metrics: queues and agents as they are, by the minute, and what was counted over a time. */

import Alert from "@cloudscape-design/components/alert";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";
import { useSession } from "../app/session";
import { Shell } from "../console/Shell";
import { ActivityAudit } from "./ActivityAudit";
import { History } from "./History";
import { LoginReport } from "./LoginReport";
import { Minutes } from "./Minutes";
import { RealTime } from "./RealTime";

const realTime = ["AccessMetrics", "AccessMetrics.RealTimeMetrics.Access"];
const historical = ["AccessMetrics", "HistoricalMetrics.Access", "AccessMetrics.Dashboards.Access"];

export default function MetricsPage() {
  const { state } = useSession();
  const session = state.phase === "signedIn" ? state.session : null;
  const may = (any: string[]) => any.some((one) => session?.permissions.includes(one) === true);
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
    ...(may(["AgentActivityAudit.Access", "AccessMetrics"])
      ? [{ id: "activity", label: "Agent activity", content: <ActivityAudit /> }]
      : []),
    ...(may(["AgentTimeCard.View"])
      ? [{ id: "logins", label: "Logins", content: <LoginReport /> }]
      : []),
  ];
  const [shown, setShown] = useState(tabs[0]?.id ?? "now");
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
