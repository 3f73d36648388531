/** One field of a registration's form. */

import FileUpload from "@cloudscape-design/components/file-upload";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { errorText } from "../../protocol/http";
import { useMessaging } from "../api";
import { base64, mostBytes, type Answer, type FieldDefinition } from "./registrations";

/** Longer texts get more room. */
const longText = 300;

function Attachment(props: { answer: Answer; onChange: (answer: Answer) => void }) {
  const { answer, onChange } = props;
  const { call } = useMessaging();
  const [files, setFiles] = useState<File[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const upload = async (file: File) => {
    if (file.size > mostBytes) {
      setProblem("A file has at most 500 KB.");
      return;
    }
    setProblem(null);
    setBusy(true);
    try {
      const made = await call<{ RegistrationAttachmentId: string }>(
        "CreateRegistrationAttachment",
        { AttachmentBody: base64(new Uint8Array(await file.arrayBuffer())) },
      );
      onChange({ ...answer, attachment: made.RegistrationAttachmentId });
    } catch (error) {
      setProblem(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <SpaceBetween size="xxs">
      <FileUpload
        value={files}
        accept="image/png,image/jpeg,application/pdf"
        showFileSize
        errorText={problem}
        constraintText={
          busy
            ? "It is being uploaded."
            : answer.attachment === ""
              ? "PNG, JPEG or PDF, at most 500 KB."
              : `Attached as ${answer.attachment}. Another file takes its place.`
        }
        i18nStrings={{
          uploadButtonText: () => (answer.attachment === "" ? "Choose file" : "Replace file"),
          dropzoneText: () => "Drop the file here",
          removeFileAriaLabel: () => "Remove the file",
          errorIconAriaLabel: "Problem",
        }}
        onChange={({ detail }) => {
          setFiles(detail.value);
          const file = detail.value[0];
          if (file !== undefined) void upload(file);
          else onChange({ ...answer, attachment: "" });
        }}
      />
    </SpaceBetween>
  );
}

function Control(props: {
  field: FieldDefinition;
  answer: Answer;
  disabled: boolean;
  onChange: (answer: Answer) => void;
}) {
  const { field, answer, disabled, onChange } = props;
  if (field.FieldType === "ATTACHMENT") {
    return disabled ? (
      <span>{answer.attachment === "" ? "—" : answer.attachment}</span>
    ) : (
      <Attachment answer={answer} onChange={onChange} />
    );
  }
  if (field.FieldType === "SELECT") {
    const options = (field.SelectValidation?.Options ?? []).map((value) => ({
      value,
      label: value,
    }));
    const chosen = options.filter(({ value }) => answer.choices.includes(value));
    if ((field.SelectValidation?.MaxChoices ?? 1) > 1) {
      return (
        <Multiselect
          selectedOptions={chosen}
          options={options}
          disabled={disabled}
          placeholder="Choose"
          deselectAriaLabel={(option) => `Remove ${option.label ?? ""}`}
          onChange={({ detail }) =>
            onChange({
              ...answer,
              choices: detail.selectedOptions.flatMap(({ value }) => (value ? [value] : [])),
            })
          }
        />
      );
    }
    return (
      <Select
        selectedOption={chosen[0] ?? null}
        options={options}
        disabled={disabled}
        placeholder="Choose one"
        onChange={({ detail }) =>
          onChange({ ...answer, choices: [detail.selectedOption.value ?? ""] })
        }
      />
    );
  }
  const change = (text: string) => onChange({ ...answer, text });
  return (field.TextValidation?.MaxLength ?? 0) > longText ? (
    <Textarea
      value={answer.text}
      disabled={disabled}
      rows={3}
      onChange={({ detail }) => change(detail.value)}
    />
  ) : (
    <Input
      value={answer.text}
      disabled={disabled}
      onChange={({ detail }) => change(detail.value)}
    />
  );
}

export function Field(props: {
  field: FieldDefinition;
  answer: Answer;
  disabled: boolean;
  problem: string | null;
  /** Why a reviewer refused it. */
  denied: string | null;
  onChange: (answer: Answer) => void;
}) {
  const { field, problem, denied } = props;
  const optional = field.FieldRequirement === "REQUIRED" ? "" : " – optional";
  return (
    <FormField
      label={`${field.DisplayHints.Title}${optional}`}
      errorText={problem}
      warningText={problem === null && denied !== null ? `Refused: ${denied}` : null}
      stretch
    >
      <Control
        field={field}
        answer={props.answer}
        disabled={props.disabled}
        onChange={props.onChange}
      />
    </FormField>
  );
}
