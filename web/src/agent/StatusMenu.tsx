/** The agent's status: what it is, for how long, what comes next, and the choice of another. */

import type { AgentStatus } from "../protocol/types";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { clockText, since, useNow } from "../ui/time";
import { statusChoices, statusWouldQueue, type AgentState } from "./state";
import { statusTone } from "./text";

function Dot({ status }: { status: Pick<AgentStatus, "type"> }) {
  return <span className={`dot ${statusTone(status.type)}`} aria-hidden="true" />;
}

export function StatusMenu(props: { state: AgentState; onChoose: (statusId: string) => void }) {
  const { state, onChoose } = props;
  const now = useNow(state.clockOffsetMs);
  const { snapshot } = state;
  if (snapshot === null) return <div className="status-button skeleton" aria-hidden="true" />;

  const { status, nextStatus } = snapshot;
  const queues = statusWouldQueue(state);
  const routable = statusChoices(state).find((choice) => choice.type === "ROUTABLE");
  const disabled =
    state.connection.phase !== "open" || state.superseded || state.pending.status !== null;

  return (
    <div className="status">
      <Menu
        label={`Status: ${status.name}. Change status`}
        className="status-button"
        disabled={disabled}
        items={statusChoices(state).map((choice) => ({
          key: choice.id,
          label: choice.name,
          mark: <Dot status={choice} />,
          checked: choice.id === (nextStatus?.id ?? status.id),
          ...(queues && choice.type !== "ROUTABLE" && choice.id !== status.id
            ? { hint: "after this contact" }
            : {}),
          onSelect: () => onChoose(choice.id),
        }))}
      >
        <Dot status={status} />
        <span className="status-name">{status.name}</span>
        <span className="status-time" aria-hidden="true">
          {clockText(since(status.since, now))}
        </span>
        {state.pending.status === null ? (
          <Icon name="chevron" size={18} />
        ) : (
          <span className="spinner small" aria-hidden="true" />
        )}
      </Menu>
      {nextStatus !== null && (
        <p className="next-status">
          <Icon name="clock" size={16} />
          <span>
            Next status: <strong>{nextStatus.name}</strong>
          </span>
          {routable !== undefined && (
            <button
              type="button"
              className="link-button"
              disabled={disabled}
              onClick={() => onChoose(routable.id)}
            >
              Cancel<span className="visually-hidden"> next status</span>
            </button>
          )}
        </p>
      )}
    </div>
  );
}
