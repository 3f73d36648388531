/** The review of one registration: what was filled in, and what is decided about it. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Textarea from "@cloudscape-design/components/textarea";
import { useEffect, useRef, useState } from "react";
import { Link } from "../../app/router";
import { errorText } from "../../protocol/http";
import { useMessaging } from "../api";
import "../operations.css";
import { useOperators, useOperatorsAnswer } from "../operators";
import { Asked } from "../pieces/Asked";
import { Problem } from "../pieces/Problem";
import { numberPath, registrationPath } from "../places";
import { Refused } from "../Refused";
import type { PageProps } from "../routes";
import { say } from "../said";
import { Section } from "../Section";
import { timeText, words } from "../text";
import { statusKind, statusText, type Review, type ReviewField } from "./registrations";

interface Details {
  Registration: Review;
  VersionStatus: string;
  Reasons?: string[];
  Fields?: ReviewField[];
}

const list = "/messaging/registration-reviews";

function save(file: Blob, name: string) {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** A picture, drawn: pages show images of this server's own addresses only. */
function Picture({ of }: { of: ImageBitmap }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext("2d")?.drawImage(of, 0, 0);
  }, [of]);
  return (
    <span role="img" aria-label="The picture that was attached">
      <canvas ref={canvas} className="attachment" width={of.width} height={of.height} />
    </span>
  );
}

/** A file: a picture is shown, anything else is saved. */
function Attachment({ id }: { id: string }) {
  const ask = useOperators();
  const [picture, setPicture] = useState<ImageBitmap | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const open = async () => {
    setProblem(null);
    try {
      const file = await ask<{ Content: string; ContentType: string }>(
        "GetRegistrationAttachment",
        { AttachmentId: id },
      );
      const bytes = Uint8Array.from(atob(file.Content), (one) => one.charCodeAt(0));
      const content = new Blob([bytes], { type: file.ContentType });
      // What says that it is a picture and is none is saved like any other file.
      const drawn = file.ContentType.startsWith("image/")
        ? await createImageBitmap(content).catch(() => null)
        : null;
      if (drawn === null) save(content, id);
      else setPicture(drawn);
    } catch (error) {
      setProblem(errorText(error));
    }
  };
  return (
    <SpaceBetween size="xs">
      {picture === null ? (
        <Button variant="inline-link" onClick={() => void open()}>
          Open the file
        </Button>
      ) : (
        <Picture of={picture} />
      )}
      {problem !== null && <Box color="text-status-error">{problem}</Box>}
    </SpaceBetween>
  );
}

function FieldValue({ field }: { field: ReviewField }) {
  return (
    <>
      {field.AttachmentId === undefined ? (
        (field.Values ?? []).join(", ") || "—"
      ) : (
        <Attachment id={field.AttachmentId} />
      )}
      {field.Denied !== undefined && (
        <Box color="text-status-warning" fontSize="body-s">
          Refused: {field.Denied}
        </Box>
      )}
    </>
  );
}

type Decision = "APPROVE" | "REQUIRE_UPDATES" | "REJECT";

const titles: Record<Decision, string> = {
  APPROVE: "Approve the registration?",
  REQUIRE_UPDATES: "Require updates",
  REJECT: "Reject the registration?",
};

const buttons: Record<Decision, string> = {
  APPROVE: "Approve",
  REQUIRE_UPDATES: "Require updates",
  REJECT: "Reject",
};

function Decide(props: {
  details: Details;
  decision: Decision;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { decision, details } = props;
  const ask = useOperators();
  const [reason, setReason] = useState("");
  const [fields, setFields] = useState<ReadonlyMap<string, string>>(new Map());
  const [tried, setTried] = useState(false);
  const { RegistrationId, VersionNumber } = details.Registration;
  const lacking = [...fields.values()].some((why) => why.trim() === "");
  const toggle = (path: string, on: boolean) => {
    const next = new Map(fields);
    if (on) next.set(path, "");
    else next.delete(path);
    setFields(next);
  };
  return (
    <Asked
      title={titles[decision]}
      button={buttons[decision]}
      act={() => {
        setTried(true);
        if (decision !== "APPROVE" && (reason.trim() === "" || lacking)) return null;
        return ask("ReviewRegistration", {
          RegistrationId,
          VersionNumber,
          Decision: decision,
          ...(decision === "APPROVE" ? {} : { Reason: reason.trim() }),
          ...(decision === "REQUIRE_UPDATES" && fields.size > 0
            ? {
                Fields: [...fields].map(([FieldPath, why]) => ({ FieldPath, Reason: why.trim() })),
              }
            : {}),
        });
      }}
      onDone={props.onDone}
      onCancel={props.onCancel}
    >
      {decision === "APPROVE" && (
        <div>
          Its numbers and sender IDs can be used at once. This version holds until the next.
        </div>
      )}
      {decision === "REJECT" && (
        <Alert type="warning">
          It is refused for good: where no version holds, it is closed and can only be deleted.
        </Alert>
      )}
      {decision !== "APPROVE" && (
        <FormField
          label="Reason"
          description="Shown to whoever filled in the form."
          errorText={tried && reason.trim() === "" ? "Say why." : null}
        >
          <Textarea value={reason} rows={2} onChange={({ detail }) => setReason(detail.value)} />
        </FormField>
      )}
      {decision === "REQUIRE_UPDATES" && (
        <div role="group" aria-label="Fields that must be changed">
          <SpaceBetween size="xs">
            <Box variant="awsui-key-label">Fields that must be changed</Box>
            {(details.Fields ?? []).map((field) => (
              <div key={field.FieldPath}>
                <Checkbox
                  checked={fields.has(field.FieldPath)}
                  onChange={({ detail }) => toggle(field.FieldPath, detail.checked)}
                >
                  {field.Section}: {field.Title}
                </Checkbox>
                {fields.has(field.FieldPath) && (
                  <Input
                    value={fields.get(field.FieldPath) ?? ""}
                    ariaLabel={`What is wrong with ${field.Title}`}
                    placeholder="What is wrong with it"
                    invalid={tried && (fields.get(field.FieldPath) ?? "").trim() === ""}
                    onChange={({ detail }) =>
                      setFields(new Map(fields).set(field.FieldPath, detail.value))
                    }
                  />
                )}
              </div>
            ))}
          </SpaceBetween>
        </div>
      )}
    </Asked>
  );
}

const saidOf: Record<Decision, string> = {
  APPROVE: "The registration is complete.",
  REQUIRE_UPDATES: "The registration requires updates.",
  REJECT: "The registration was rejected.",
};

export default function ReviewPage({ parameters }: PageProps) {
  const id = parameters["id"] ?? "";
  const { may } = useMessaging();
  const ask = useOperators();
  const of = useOperatorsAnswer<Details>("DescribeRegistrationReview", { RegistrationId: id });
  const [decision, setDecision] = useState<Decision | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  if (!may("MessagingRegistrations.Review")) {
    return <Refused title="Registration review" needs="MessagingRegistrations.Review" />;
  }
  const details = of.data;
  const it = details?.Registration;
  const open = ["SUBMITTED", "REVIEWING"].includes(details?.VersionStatus ?? "");
  const title = it === undefined ? "Registration review" : (it.Name ?? it.Title);
  const begin = () => {
    setProblem(null);
    ask("ReviewRegistration", {
      RegistrationId: id,
      VersionNumber: it?.VersionNumber,
      Decision: "BEGIN",
    }).then(of.reload, (error: unknown) => setProblem(errorText(error)));
  };
  const sections = [...new Set((details?.Fields ?? []).map(({ Section: name }) => name))];
  return (
    <Section title={title} above={[{ href: list, text: "Registration reviews" }]}>
      <SpaceBetween size="m">
        <Header
          variant="h1"
          description={id}
          actions={
            open && (
              <SpaceBetween direction="horizontal" size="s">
                {details?.VersionStatus === "SUBMITTED" && (
                  <Button onClick={begin}>Begin the review</Button>
                )}
                <Button onClick={() => setDecision("REJECT")}>Reject</Button>
                <Button onClick={() => setDecision("REQUIRE_UPDATES")}>Require updates</Button>
                <Button variant="primary" onClick={() => setDecision("APPROVE")}>
                  Approve
                </Button>
              </SpaceBetween>
            )
          }
        >
          {title}
        </Header>
        <Problem of={of} what="the registration" />
        {problem !== null && (
          <Alert type="error" header="That did not work">
            {problem}
          </Alert>
        )}
        {details === null && of.loading && (
          <Box textAlign="center" padding="xl">
            <Spinner /> <span role="status">Loading the registration</span>
          </Box>
        )}
        {details !== null && it !== undefined && (
          <SpaceBetween size="m">
            {(details.Reasons ?? []).length > 0 && (
              <Alert type="warning" header="This version was refused">
                {(details.Reasons ?? []).join(" ")}
              </Alert>
            )}
            <Container header={<Header variant="h2">Summary</Header>}>
              <KeyValuePairs
                columns={4}
                minColumnWidth={170}
                items={[
                  {
                    label: "Status",
                    value: (
                      <StatusIndicator type={statusKind(it.Status)}>
                        {statusText(it.Status)}
                      </StatusIndicator>
                    ),
                  },
                  { label: "Type", value: it.Title },
                  {
                    label: "Version",
                    value: `${it.VersionNumber}: ${words(details.VersionStatus)}`,
                  },
                  {
                    label: "Submitted",
                    value: it.Submitted === undefined ? "—" : timeText(it.Submitted),
                  },
                  {
                    label: "For",
                    value:
                      (it.Resources ?? []).length === 0 ? (
                        "—"
                      ) : (
                        <>
                          {(it.Resources ?? []).map((one) => (
                            <div key={one.ResourceId}>
                              {one.ResourceType === "phone-number" ? (
                                <Link href={numberPath(one.ResourceId)}>
                                  {one.PhoneNumber ?? one.ResourceId}
                                </Link>
                              ) : (
                                one.ResourceId
                              )}
                            </div>
                          ))}
                        </>
                      ),
                  },
                  {
                    label: "Registration",
                    value: <Link href={registrationPath(id)}>To its page</Link>,
                  },
                ]}
              />
            </Container>
            {sections.map((section) => (
              <Container key={section} header={<Header variant="h2">{section}</Header>}>
                <KeyValuePairs
                  columns={2}
                  items={(details.Fields ?? [])
                    .filter((field) => field.Section === section)
                    .map((field) => ({
                      label: field.Title,
                      value: <FieldValue field={field} />,
                    }))}
                />
              </Container>
            ))}
          </SpaceBetween>
        )}
      </SpaceBetween>
      {decision !== null && details !== null && (
        <Decide
          details={details}
          decision={decision}
          onDone={() => {
            say(saidOf[decision]);
            setDecision(null);
            of.reload();
          }}
          onCancel={() => setDecision(null)}
        />
      )}
    </Section>
  );
}
