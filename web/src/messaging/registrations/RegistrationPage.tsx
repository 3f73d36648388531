/** One registration: its form, its versions, what belongs to it. */

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { navigate } from "../../app/router";
import { errorText } from "../../protocol/http";
import { useAll, useMessaging } from "../api";
import "../operations.css";
import { Detail } from "../pieces/Detail";
import { TagsTab } from "../pieces/Tags";
import { Typed } from "../pieces/Typed";
import type { PageProps } from "../routes";
import { say } from "../said";
import { timeText } from "../text";
import { FormTab } from "./FormTab";
import {
  statusKind,
  statusText,
  type Registration,
  type TypeDefinition,
  type Version,
} from "./registrations";
import { Resources } from "./Resources";
import { Versions } from "./Versions";

const list = "/messaging/registrations";

export default function RegistrationPage({ parameters }: PageProps) {
  const id = parameters["id"] ?? "";
  const { call, may } = useMessaging();
  const found = useAll<Registration>("DescribeRegistrations", "Registrations", {
    RegistrationIds: [id],
  });
  const types = useAll<TypeDefinition>(
    "DescribeRegistrationTypeDefinitions",
    "RegistrationTypeDefinitions",
  );
  const versions = useAll<Version>("DescribeRegistrationVersions", "RegistrationVersions", {
    RegistrationId: id,
  });
  const [asked, setAsked] = useState<"discard" | "delete" | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const it = found.data?.[0];
  const type = types.data?.find((one) => one.RegistrationType === it?.RegistrationType);
  const version = versions.data?.find((one) => one.VersionNumber === it?.CurrentVersionNumber);
  const status = version?.RegistrationVersionStatus;
  const draft = status === "DRAFT";
  const settled = ["APPROVED", "DENIED", "DISCARDED"].includes(status ?? "");
  const closed = it?.RegistrationStatus === "CLOSED";
  const reload = () => {
    found.reload();
    versions.reload();
  };
  const update = () => {
    setProblem(null);
    call("CreateRegistrationVersion", { RegistrationId: id }).then(
      () => {
        say("A new version was made: change it and submit it.");
        reload();
      },
      (error: unknown) => setProblem(errorText(error)),
    );
  };
  const reasons = version?.DeniedReasons ?? [];
  return (
    <>
      <Detail
        title={type?.DisplayHints.Title ?? id}
        above={{ href: list, text: "Registrations" }}
        of={found}
        missing={it === undefined}
        description={id}
        actions={
          <SpaceBetween direction="horizontal" size="s">
            {settled && !closed && (
              <Button variant="primary" disabled={!may("Messaging.Edit")} onClick={update}>
                Update registration
              </Button>
            )}
            {status === "SUBMITTED" && (
              <Button disabled={!may("Messaging.Delete")} onClick={() => setAsked("discard")}>
                Discard version
              </Button>
            )}
            <Button disabled={!may("Messaging.Delete")} onClick={() => setAsked("delete")}>
              Delete
            </Button>
          </SpaceBetween>
        }
        facts={
          it === undefined
            ? []
            : [
                {
                  label: "Status",
                  value: (
                    <StatusIndicator type={statusKind(it.RegistrationStatus)}>
                      {statusText(it.RegistrationStatus)}
                    </StatusIndicator>
                  ),
                },
                { label: "Type", value: it.RegistrationType },
                { label: "Version", value: String(it.CurrentVersionNumber) },
                { label: "Created", value: timeText(it.CreatedTimestamp) },
              ]
        }
        tabs={
          it === undefined
            ? []
            : [
                {
                  id: "form",
                  label: "Form",
                  content: (
                    <SpaceBetween size="m">
                      {problem !== null && (
                        <Alert type="error" header="That did not work">
                          {problem}
                        </Alert>
                      )}
                      {status === "DENIED" && (
                        <Alert
                          type={closed ? "error" : "warning"}
                          header={
                            closed
                              ? "The registration was rejected"
                              : "The registration requires updates"
                          }
                        >
                          {reasons.map((one) => one.ShortDescription).join(" ")}{" "}
                          {closed
                            ? "It is closed: delete it, and begin another one if things change."
                            : "Choose “Update registration”, change the fields that are marked, and submit it again."}
                        </Alert>
                      )}
                      {(status === "SUBMITTED" || status === "REVIEWING") && (
                        <Alert type="info">
                          {status === "SUBMITTED"
                            ? "It waits for its review. Discard this version to change it before."
                            : "It is being reviewed."}
                        </Alert>
                      )}
                      {versions.data !== null && (
                        <FormTab
                          key={`${it.CurrentVersionNumber} ${status ?? ""}`}
                          registration={it}
                          draft={draft}
                          onSubmitted={reload}
                        />
                      )}
                    </SpaceBetween>
                  ),
                },
                {
                  id: "resources",
                  label: "Associated resources",
                  content: <Resources registration={it} type={type} draft={draft} />,
                },
                { id: "versions", label: "Versions", content: <Versions of={versions} /> },
                { id: "tags", label: "Tags", content: <TagsTab arn={it.RegistrationArn} /> },
              ]
        }
      />
      {asked !== null && (
        <Typed
          title={asked === "discard" ? "Discard this version?" : "Delete this registration?"}
          word={asked}
          button={asked === "discard" ? "Discard" : "Delete"}
          act={() =>
            call(asked === "discard" ? "DiscardRegistrationVersion" : "DeleteRegistration", {
              RegistrationId: id,
            })
          }
          onDone={() => {
            if (asked === "discard") {
              say("The version was discarded. Update the registration to go on.");
              setAsked(null);
              reload();
            } else {
              say("The registration was deleted.", list);
              navigate(list);
            }
          }}
          onCancel={() => setAsked(null)}
        >
          {asked === "discard"
            ? "It is taken back from its review for good. A new version begins with what is written in it."
            : "The form and all its versions are gone for good."}
        </Typed>
      )}
    </>
  );
}
