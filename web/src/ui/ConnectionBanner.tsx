/** Tells of a lost connection and counts down to the next attempt. */

import type { ConnectionState } from "../protocol/socket";
import { Icon } from "./Icon";
import { useNow } from "./time";

export function ConnectionBanner(props: {
  connection: ConnectionState;
  /** Whether the page was connected before: the first attempt is no loss. */
  wasOpen: boolean;
  note?: string | undefined;
  onRetry: () => void;
}) {
  const { connection } = props;
  const now = useNow();
  if (connection.phase === "open" || connection.phase === "closed") return null;
  if (connection.phase === "connecting" && !props.wasOpen) return null;
  const seconds =
    connection.phase === "waiting" ? Math.max(0, Math.ceil((connection.retryAt - now) / 1000)) : 0;
  return (
    <div className="banner warn" role="status">
      <Icon name="wifiOff" size={18} />
      <p>
        <strong>The connection to the server was lost.</strong> {props.note}{" "}
        <span aria-hidden="true">
          {seconds > 0 ? `Trying again in ${seconds} s.` : "Trying again…"}
        </span>
      </p>
      {connection.phase === "waiting" && (
        <button type="button" className="button small" onClick={props.onRetry}>
          Try now
        </button>
      )}
    </div>
  );
}
