/** Names a report that is saved, or a copy of it. */

import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { Asked } from "../../messaging/pieces/Asked";
import { reports, type Definition, type SavedReport } from "../../protocol/reports";
import { tidy } from "./words";

export function SaveDialog(props: {
  csrf: string;
  title: string;
  name: string;
  definition: Definition;
  /** The report that is renamed; else a new one is saved. */
  rename?: string;
  onSaved: (saved: SavedReport) => void;
  onCancel: () => void;
}) {
  const { csrf, definition, rename, onSaved } = props;
  const [name, setName] = useState(props.name);
  const [tried, setTried] = useState(false);
  const missing = name.trim() === "";
  const act = () => {
    setTried(true);
    if (missing) return null;
    const saving =
      rename === undefined
        ? reports.create(csrf, { name: name.trim(), definition: tidy(definition) })
        : reports.change(csrf, rename, { name: name.trim() });
    return saving.then(onSaved);
  };
  return (
    <Asked
      title={props.title}
      button={rename === undefined ? "Save" : "Rename"}
      act={act}
      onDone={() => undefined}
      onCancel={props.onCancel}
    >
      <FormField
        label="Name"
        constraintText="No two reports of the instance have the same name"
        errorText={tried && missing ? "A report needs a name." : null}
      >
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
    </Asked>
  );
}
