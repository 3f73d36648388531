/** How a text is cut into message parts, before anything is sent (sms.md §17). */

import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { Section } from "../Section";
import { Counter } from "./Counter";
import { measure } from "./parts";

export default function PartsPreviewPage() {
  const [text, setText] = useState("");
  const measured = measure(text);
  return (
    <Section title="Message-part preview">
      <SpaceBetween size="m">
        <Header
          variant="h1"
          description="Each part is paid for and counts for throughput. Nothing of what you type here is sent or kept."
        >
          Message-part preview
        </Header>
        <Container header={<Header variant="h2">Text</Header>}>
          <SpaceBetween size="m">
            <FormField
              stretch
              label="Message body"
              constraintText="The characters ^ { } \ [ ] ~ | € take two of the GSM alphabet's 160 places."
            >
              <Textarea
                value={text}
                rows={6}
                placeholder="Type or paste a message"
                onChange={({ detail }) => setText(detail.value)}
              />
            </FormField>
            <Counter of={measured} />
          </SpaceBetween>
        </Container>
        {text !== "" && (
          <Container
            header={
              <Header variant="h2" counter={`(${measured.parts.length})`}>
                Parts as they are sent
              </Header>
            }
          >
            <ol className="parts-list">
              {measured.parts.map((part, at) => (
                <li key={at}>
                  <span>
                    Part {at + 1} of {measured.parts.length}
                  </span>
                  {part}
                </li>
              ))}
            </ol>
          </Container>
        )}
      </SpaceBetween>
    </Section>
  );
}
