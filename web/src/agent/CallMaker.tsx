/** A call of the agent's own, while no contact is there: in any status, offline too. */

import { useState } from "react";
import type { Outbound, QuickConnect } from "../protocol/types";
import { Icon } from "../ui/Icon";
import { ReachPanel } from "./ReachPanel";
import { keysOf, useShortcuts } from "./shortcuts";
import type { AgentCommands } from "./useAgent";

export function CallMaker(props: {
  outbound: Outbound;
  quickConnects: readonly QuickConnect[] | null;
  enabled: boolean;
  commands: AgentCommands;
}) {
  const { outbound, quickConnects, enabled, commands } = props;
  const [open, setOpen] = useState(false);
  const toggle = () => {
    if (!open) commands.readQuickConnects();
    setOpen((before) => !before);
  };
  useShortcuts(enabled ? { call: toggle } : {});
  // Agents and queues are reached from a conversation only.
  const numbers = quickConnects?.filter((one) => one.kind === "PHONE_NUMBER") ?? null;
  if (!open) {
    return (
      <button
        type="button"
        className="button big wide"
        aria-keyshortcuts={keysOf("call")}
        disabled={!enabled}
        onClick={toggle}
      >
        <Icon name="keypad" /> Make a call
      </button>
    );
  }
  return (
    <div className="card reach-card">
      <ReachPanel
        title="Make a call"
        outbound={outbound}
        quickConnects={numbers}
        enabled={enabled}
        onNumber={commands.dial}
        onQuickConnect={(id) => {
          const number = numbers?.find((one) => one.id === id)?.number;
          if (number != null) commands.dial(number);
        }}
        onClose={() => setOpen(false)}
      />
    </div>
  );
}
