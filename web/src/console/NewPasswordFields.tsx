/** The two fields in which a new password is chosen. */

import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { brokenRules, rulesText } from "../ui/rules";

/** What is wrong with a choice, in words; nothing when it is fine. */
export function choiceProblem(password: string, again: string): string | null {
  const broken = brokenRules(password);
  if (broken.length > 0) return `The password needs ${broken.join(", ")}.`;
  return password === again ? null : "The two passwords differ.";
}

export function NewPasswordFields(props: {
  password: string;
  again: string;
  tried: boolean;
  onChange: (password: string, again: string) => void;
}) {
  const { password, again, tried, onChange } = props;
  const broken = brokenRules(password);
  const problem = broken.length > 0 ? `Still needed: ${broken.join(", ")}.` : undefined;
  const differs = password === again ? undefined : "The two passwords differ.";
  return (
    <SpaceBetween size="m">
      <FormField
        label="New password"
        constraintText={rulesText}
        errorText={tried ? problem : undefined}
      >
        <Input
          type="password"
          value={password}
          name="new-password"
          autoComplete="new-password"
          onChange={({ detail }) => onChange(detail.value, again)}
        />
      </FormField>
      <FormField
        label="New password again"
        errorText={tried && problem === undefined ? differs : undefined}
      >
        <Input
          type="password"
          value={again}
          name="new-password-again"
          autoComplete="new-password"
          onChange={({ detail }) => onChange(password, detail.value)}
        />
      </FormField>
    </SpaceBetween>
  );
}
