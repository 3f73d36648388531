/** One audit record in full. */

import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { AuditRecord } from "./audit";
import { timeText } from "./record";

function Json({ title, value }: { title: string; value: unknown }) {
  if (value === null || value === undefined) return null;
  return (
    <div>
      <Box variant="awsui-key-label">{title}</Box>
      <pre className="json">{JSON.stringify(value, null, 2)}</pre>
    </div>
  );
}

export function AuditDetails(props: { record: AuditRecord | null; onDismiss: () => void }) {
  const { record, onDismiss } = props;
  if (record === null) return null;
  const outcome =
    record.errorCode === undefined
      ? "Succeeded"
      : `${record.errorCode}: ${record.errorMessage ?? ""}`;
  return (
    <Modal
      visible
      size="large"
      header={record.eventName}
      closeAriaLabel="Close"
      onDismiss={onDismiss}
    >
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={2}
          items={[
            { label: "Time", value: timeText(record.eventTime) },
            { label: "Outcome", value: outcome },
            { label: "Who", value: record.userIdentity.arn },
            { label: "From", value: record.sourceIPAddress },
            { label: "Service", value: record.eventSource },
            { label: "Record", value: record.eventID },
          ]}
        />
        <Json title="Parameters" value={record.requestParameters} />
        <Json title="Answer" value={record.responseElements} />
      </SpaceBetween>
    </Modal>
  );
}
