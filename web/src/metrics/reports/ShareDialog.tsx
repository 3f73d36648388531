/** The link of a report, and whether everybody has it in the list (connect-d §10). */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";
import { errorText } from "../../protocol/http";
import { reports, type SavedReport } from "../../protocol/reports";
import { linkOf } from "./words";

export function ShareDialog(props: { csrf: string; report: SavedReport; onDone: () => void }) {
  const { csrf, onDone } = props;
  const [report, setReport] = useState(props.report);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const publish = (published: boolean) => {
    setBusy(true);
    setProblem(null);
    reports.change(csrf, report.id, { published }).then(
      (changed) => {
        setBusy(false);
        setReport(changed);
      },
      (error: unknown) => {
        setBusy(false);
        setProblem(errorText(error));
      },
    );
  };
  return (
    <Modal
      visible
      header={`Share ${report.name}`}
      closeAriaLabel="Close"
      onDismiss={onDone}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onDone}>
            Close
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {problem !== null && (
          <Alert type="error" header="That did not work">
            {problem}
          </Alert>
        )}
        <SpaceBetween size="xs">
          <Box>
            Whoever has this link, and may see saved reports and their metrics, can open it.
          </Box>
          <CopyToClipboard
            variant="inline"
            textToCopy={window.location.origin + linkOf(report.id)}
            copyButtonAriaLabel="Copy link"
            copySuccessText="Copied"
            copyErrorText="The browser did not allow it: select the link and copy it"
          />
        </SpaceBetween>
        <Toggle
          checked={report.published}
          disabled={busy || !report.may.publish}
          description="Everybody who may see saved reports has it in the list"
          onChange={({ detail }) => publish(detail.checked)}
        >
          Published
        </Toggle>
      </SpaceBetween>
    </Modal>
  );
}
