/** The form of a registration: its sections one after the other, then a look at all of it. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useFetched } from "../../console/useFetched";
import { errorText } from "../../protocol/http";
import { useMessaging } from "../api";
import { Problem } from "../pieces/Problem";
import { say } from "../said";
import { Field } from "./Field";
import {
  answerOf,
  answerProblem,
  isEmpty,
  missing,
  noAnswer,
  sameAnswer,
  valueOf,
  type Answer,
  type FieldDefinition,
  type FieldValue,
  type Registration,
  type SectionDefinition,
} from "./registrations";

interface Form {
  sections: SectionDefinition[];
  fields: FieldDefinition[];
  values: FieldValue[];
}

function useForm(registration: Registration) {
  const { all } = useMessaging();
  const { RegistrationId, RegistrationType, CurrentVersionNumber } = registration;
  const load = useCallback(async (): Promise<Form> => {
    const [sections, fields, values] = await Promise.all([
      all<SectionDefinition>(
        "DescribeRegistrationSectionDefinitions",
        "RegistrationSectionDefinitions",
        { RegistrationType },
      ),
      all<FieldDefinition>("DescribeRegistrationFieldDefinitions", "RegistrationFieldDefinitions", {
        RegistrationType,
      }),
      all<FieldValue>("DescribeRegistrationFieldValues", "RegistrationFieldValues", {
        RegistrationId,
        VersionNumber: CurrentVersionNumber,
      }),
    ]);
    return { sections, fields, values };
  }, [all, RegistrationId, RegistrationType, CurrentVersionNumber]);
  return useFetched(load, null);
}

function shown(answer: Answer): string {
  if (isEmpty(answer)) return "—";
  return answer.text || answer.attachment || answer.choices.join(", ");
}

/** Which section is shown; one more than there are is the review. */
function Steps(props: { titles: string[]; at: number; onGo: (at: number) => void }) {
  return (
    <ol className="form-steps" aria-label="Steps of the form">
      {props.titles.map((title, at) => (
        <li key={title}>
          <button
            type="button"
            {...(at === props.at ? { "aria-current": "step" as const } : {})}
            onClick={() => props.onGo(at)}
          >
            <span aria-hidden="true">{at + 1}</span>
            {title}
          </button>
        </li>
      ))}
    </ol>
  );
}

export function FormTab(props: {
  registration: Registration;
  /** Whether the current version is a draft. */
  draft: boolean;
  onSubmitted: () => void;
}) {
  const { registration, draft, onSubmitted } = props;
  const { call, may } = useMessaging();
  const form = useForm(registration);
  const [answers, setAnswers] = useState<ReadonlyMap<string, Answer>>(new Map());
  const [saved, setSaved] = useState<ReadonlyMap<string, Answer>>(new Map());
  const [step, setStep] = useState(0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { data } = form;

  useEffect(() => {
    if (data === null) return;
    const read = new Map(data.values.map((value) => [value.FieldPath, answerOf(value)]));
    setAnswers(read);
    setSaved(read);
  }, [data]);

  const denied = useMemo(
    () => new Map((data?.values ?? []).map((value) => [value.FieldPath, value.DeniedReason])),
    [data],
  );
  if (data === null) {
    return form.problem === null ? (
      <Box textAlign="center" padding="xl">
        <Spinner /> <span role="status">Loading the form</span>
      </Box>
    ) : (
      <Problem of={form} what="the form" />
    );
  }
  const locked = !draft || !may("Messaging.Edit");
  const sections = data.sections.filter(({ SectionPath }) =>
    data.fields.some((field) => field.SectionPath === SectionPath),
  );
  const section = sections[step];
  const fields = data.fields.filter((field) => field.SectionPath === section?.SectionPath);
  const answer = (field: FieldDefinition) => answers.get(field.FieldPath) ?? noAnswer;
  const lacking = missing(data.fields, answers);
  const wrong = data.fields.filter((field) => answerProblem(field, answer(field)) !== null);

  /** Keeps what changed; what was emptied is deleted. */
  const save = async () => {
    const of = { RegistrationId: registration.RegistrationId };
    for (const field of data.fields) {
      const FieldPath = field.FieldPath;
      const now = answer(field);
      const before = saved.get(FieldPath) ?? noAnswer;
      if (sameAnswer(now, before) || answerProblem(field, now) !== null) continue;
      if (isEmpty(now)) await call("DeleteRegistrationFieldValue", { ...of, FieldPath });
      else await call("PutRegistrationFieldValue", { ...of, FieldPath, ...valueOf(field, now) });
    }
    setSaved(answers);
  };
  const run = (what: () => Promise<unknown>, then: () => void) => {
    setBusy(true);
    setProblem(null);
    what()
      .then(then, (error: unknown) => setProblem(errorText(error)))
      .finally(() => setBusy(false));
  };
  const go = (to: number) => {
    if (locked) setStep(to);
    else run(save, () => setStep(to));
  };
  const submit = () =>
    run(
      async () => {
        await save();
        await call("SubmitRegistrationVersion", { RegistrationId: registration.RegistrationId });
      },
      () => {
        say("The registration was submitted.");
        onSubmitted();
      },
    );

  const review = section === undefined;
  return (
    <SpaceBetween size="m">
      {problem !== null && (
        <Alert type="error" header="That did not work">
          {problem}
        </Alert>
      )}
      <Steps
        titles={[...sections.map(({ DisplayHints }) => DisplayHints.Title), "Review and submit"]}
        at={step}
        onGo={go}
      />
      {review ? (
        <Container
          header={
            <Header
              variant="h2"
              description="Carriers get what is written here. After submitting it can be discarded, not changed."
            >
              Review and submit
            </Header>
          }
          footer={
            <SpaceBetween direction="horizontal" size="xs">
              <Button disabled={step === 0 || busy} onClick={() => go(step - 1)}>
                Back
              </Button>
              {draft && (
                <Button
                  variant="primary"
                  loading={busy}
                  disabled={locked || lacking.length > 0 || wrong.length > 0}
                  onClick={submit}
                >
                  Submit
                </Button>
              )}
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            {draft && lacking.length + wrong.length > 0 && (
              <Alert type="warning" header="The form is not complete">
                {[...lacking, ...wrong].map((field) => field.DisplayHints.Title).join(", ")}
              </Alert>
            )}
            {sections.map((one) => (
              <SpaceBetween key={one.SectionPath} size="xs">
                <Header variant="h3">{one.DisplayHints.Title}</Header>
                <KeyValuePairs
                  columns={2}
                  items={data.fields
                    .filter((field) => field.SectionPath === one.SectionPath)
                    .map((field) => ({
                      label: field.DisplayHints.Title,
                      value: shown(answer(field)),
                    }))}
                />
              </SpaceBetween>
            ))}
          </SpaceBetween>
        </Container>
      ) : (
        <Container
          header={<Header variant="h2">{section.DisplayHints.Title}</Header>}
          footer={
            <SpaceBetween direction="horizontal" size="xs">
              {step > 0 && (
                <Button disabled={busy} onClick={() => go(step - 1)}>
                  Back
                </Button>
              )}
              <Button variant="primary" loading={busy} onClick={() => go(step + 1)}>
                Next
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="m">
            {fields.map((field) => (
              <Field
                key={field.FieldPath}
                field={field}
                answer={answer(field)}
                disabled={locked}
                problem={locked ? null : answerProblem(field, answer(field))}
                denied={denied.get(field.FieldPath) ?? null}
                onChange={(next) => setAnswers(new Map(answers).set(field.FieldPath, next))}
              />
            ))}
          </SpaceBetween>
        </Container>
      )}
    </SpaceBetween>
  );
}
