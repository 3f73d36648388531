/** What a supervisor may do to an agent from the real-time page (connect-d §3.4). */

import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { supervise } from "../protocol/account";
import { errorText } from "../protocol/http";
import type { AgentNow, Choice } from "./metrics";

interface SuperviseProps {
  csrf: string;
  agent: AgentNow;
  statuses: Choice[];
  /** What was done, or why it was not; null when nothing is to be said. */
  onDone: (problem: string | null) => void;
}

export function SuperviseAgent({ csrf, agent, statuses, onDone }: SuperviseProps) {
  const act = (id: string) => {
    const done =
      id === "sign-out"
        ? supervise.signOut(csrf, agent.id)
        : supervise.setStatus(csrf, agent.id, id);
    done.then(
      () => onDone(null),
      (error: unknown) => onDone(errorText(error)),
    );
  };
  return (
    <ButtonDropdown
      variant="inline-icon"
      ariaLabel={`Change ${agent.name}`}
      expandToViewport
      items={[
        {
          text: "Set status",
          items: statuses.map(({ id, name }) => ({
            id,
            text: name,
            disabled: name === agent.status,
          })),
        },
        { id: "sign-out", text: "Sign out" },
      ]}
      onItemClick={({ detail }) => act(detail.id)}
    />
  );
}
