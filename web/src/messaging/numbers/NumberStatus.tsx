/** A number's status with its sign. */

import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { numberStatusText } from "../text";

export function NumberStatus({ status }: { status: string }) {
  const type = status === "ACTIVE" ? "success" : status === "PENDING" ? "warning" : "in-progress";
  return <StatusIndicator type={type}>{numberStatusText(status)}</StatusIndicator>;
}
