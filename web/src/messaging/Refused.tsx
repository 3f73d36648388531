/** A page of messaging whose permission is missing. */

import Alert from "@cloudscape-design/components/alert";
import { Section } from "./Section";

export function Refused({ title, needs }: { title: string; needs: string }) {
  return (
    <Section title={title}>
      <h1 className="messaging-title">{title}</h1>
      <Alert type="info" header="You may not see this page">
        Your security profile does not allow it: it needs {needs}. Ask an administrator.
      </Alert>
    </Section>
  );
}
