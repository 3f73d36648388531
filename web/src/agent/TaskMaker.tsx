/** A new task, for an agent or a queue that has a quick connect; now, or up to six days ahead. */

import { useId, useState, type SyntheticEvent } from "react";
import type { NewTask, QuickConnect } from "../protocol/types";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { keysOf, useShortcuts } from "./shortcuts";
import type { AgentCommands } from "./useAgent";

function TaskForm(props: {
  quickConnects: readonly QuickConnect[] | null;
  related: string | null;
  onMake: (task: NewTask) => void;
  onClose: () => void;
}) {
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [link, setLink] = useState("");
  const [target, setTarget] = useState("");
  const [later, setLater] = useState("");
  const form = useId();
  const targets = props.quickConnects?.filter((one) => one.kind !== "PHONE_NUMBER") ?? null;
  const ready = name.trim() !== "" && target !== "";

  const make = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!ready) return;
    const task: NewTask = {
      name: name.trim(),
      links: link.trim() === "" ? [] : [{ name: "Link", url: link.trim() }],
      quickConnect: target,
    };
    if (description.trim() !== "") task.description = description.trim();
    // The field speaks the time of this computer.
    if (later !== "") task.scheduled = new Date(later).toISOString();
    if (props.related !== null) task.related = props.related;
    props.onMake(task);
  };

  return (
    <Dialog
      title="Create a task"
      onClose={props.onClose}
      actions={
        <>
          <button type="button" className="button" onClick={props.onClose}>
            Cancel
          </button>
          <button type="submit" form={form} className="button primary" disabled={!ready}>
            Create
          </button>
        </>
      }
    >
      <form id={form} className="task-form" onSubmit={make}>
        <label>
          Name
          <input
            className="field"
            value={name}
            maxLength={512}
            required
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label>
          Description
          <textarea
            className="field"
            value={description}
            maxLength={4096}
            rows={3}
            onChange={(event) => setDescription(event.target.value)}
          />
        </label>
        <label>
          Link
          <input
            className="field"
            type="url"
            value={link}
            placeholder="https://"
            onChange={(event) => setLink(event.target.value)}
          />
        </label>
        <label>
          Assign to
          <select
            className="field"
            value={target}
            required
            onChange={(event) => setTarget(event.target.value)}
          >
            <option value="">
              {targets === null
                ? "Reading quick connects…"
                : targets.length === 0
                  ? "No data"
                  : "Choose"}
            </option>
            {targets?.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Begins
          <input
            className="field"
            type="datetime-local"
            value={later}
            onChange={(event) => setLater(event.target.value)}
          />
          <small className="muted-text">Now, if left empty; at most six days ahead.</small>
        </label>
      </form>
    </Dialog>
  );
}

export function TaskMaker(props: {
  quickConnects: readonly QuickConnect[] | null;
  /** The contact that is worked on, which the task then has to do with. */
  related: string | null;
  enabled: boolean;
  commands: AgentCommands;
}) {
  const { quickConnects, related, enabled, commands } = props;
  const [open, setOpen] = useState(false);
  const begin = () => {
    commands.readQuickConnects();
    setOpen(true);
  };
  useShortcuts(enabled && !open ? { task: begin } : {});

  return (
    <>
      <button
        type="button"
        className="button big wide"
        aria-keyshortcuts={keysOf("task")}
        disabled={!enabled}
        onClick={begin}
      >
        <Icon name="plus" /> Create a task
      </button>
      {open && (
        <TaskForm
          quickConnects={quickConnects}
          related={related}
          onClose={() => setOpen(false)}
          onMake={(task) => {
            setOpen(false);
            commands.createTask(task);
          }}
        />
      )}
    </>
  );
}
