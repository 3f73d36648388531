/** A dialogue for what cannot be undone: the button works once a word was typed. */

import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState, type ReactNode } from "react";
import { Asked } from "./Asked";

export function Typed(props: {
  title: string;
  /** The word that is to be typed, such as `release`. */
  word: string;
  button: string;
  /** What will happen. */
  children: ReactNode;
  act: () => Promise<unknown>;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { word, children, ...asked } = props;
  const [text, setText] = useState("");
  return (
    <Asked {...asked} ready={text.trim().toLowerCase() === word}>
      <div>{children}</div>
      <FormField label={`To agree, type “${word}”`}>
        <Input
          value={text}
          placeholder={word}
          autoComplete={false}
          onChange={({ detail }) => setText(detail.value)}
        />
      </FormField>
    </Asked>
  );
}
