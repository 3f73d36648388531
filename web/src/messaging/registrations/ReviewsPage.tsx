/** What waits for its review by whoever runs this server (docs/messaging.md). */

import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { Link } from "../../app/router";
import { useMessaging } from "../api";
import { useOperatorsAnswer } from "../operators";
import { ResourceTable } from "../pieces/ResourceTable";
import { reviewPath } from "../places";
import { Section } from "../Section";
import { timeText } from "../text";
import { Refused } from "../Refused";
import { statusKind, statusText, type Review } from "./registrations";

const choices = [
  { value: "", label: "Waiting for a review" },
  { value: "REQUIRES_UPDATES", label: "Requires updates" },
  { value: "COMPLETE", label: "Complete" },
  { value: "CLOSED", label: "Closed" },
];

const resources = (it: Review): string =>
  (it.Resources ?? []).map((one) => one.PhoneNumber ?? one.ResourceId).join(", ") || "—";

export default function ReviewsPage() {
  const { may } = useMessaging();
  const [status, setStatus] = useState("");
  const reviews = useOperatorsAnswer<{ Registrations?: Review[] }>(
    "ListRegistrationReviews",
    status === "" ? {} : { Statuses: [status] },
  );
  if (!may("MessagingRegistrations.Review")) {
    return <Refused title="Registration reviews" needs="MessagingRegistrations.Review" />;
  }
  return (
    <Section title="Registration reviews">
      <ResourceTable
        title="Registration reviews"
        description="Forms that were submitted here. Register with the carriers, then say what came of it."
        of={{ ...reviews, data: reviews.data === null ? null : (reviews.data.Registrations ?? []) }}
        rowKey={(it) => it.RegistrationId}
        columns={[
          {
            id: "id",
            header: "Registration",
            text: (it) => it.Name ?? it.RegistrationId,
            cell: (it) => (
              <Link href={reviewPath(it.RegistrationId)}>{it.Name ?? it.RegistrationId}</Link>
            ),
            width: 220,
          },
          { id: "type", header: "Type", text: (it) => it.Title, width: 150 },
          { id: "resources", header: "For", text: resources, width: 150 },
          {
            id: "status",
            header: "Status",
            text: (it) => statusText(it.Status),
            cell: (it) => (
              <StatusIndicator type={statusKind(it.Status)}>
                {statusText(it.Status)}
              </StatusIndicator>
            ),
            width: 150,
          },
          {
            id: "submitted",
            header: "Submitted",
            text: (it) => (it.Submitted === undefined ? "—" : timeText(it.Submitted)),
            order: (it) => it.Submitted ?? 0,
            width: 170,
          },
        ]}
        actions={
          <FormField label="Show">
            <Select
              selectedOption={choices.find(({ value }) => value === status) ?? null}
              options={choices}
              onChange={({ detail }) => setStatus(detail.selectedOption.value ?? "")}
            />
          </FormField>
        }
        empty={{
          title: "Nothing to review",
          text: "With registrations_wait in the configuration, submitted forms wait here.",
        }}
      />
    </Section>
  );
}
