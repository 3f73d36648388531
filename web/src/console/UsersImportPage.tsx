/** Making many users at once from a CSV file: choose, look at what would happen, import, watch. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FileUpload from "@cloudscape-design/components/file-upload";
import Header from "@cloudscape-design/components/header";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import Wizard from "@cloudscape-design/components/wizard";
import { useEffect, useState } from "react";
import { navigate } from "../app/router";
import { useSession } from "../app/session";
import { operation } from "../protocol/account";
import { errorText } from "../protocol/http";
import { Shell } from "./Shell";

const askEveryMs = 500;
const type = "USER";

export interface ImportRow {
  Line: number;
  Name?: string;
  Status: "VALID" | "INVALID" | "CREATED" | "FAILED" | "CANCELLED";
  Errors?: { Column?: string; Message?: string }[];
}

export interface BulkImport {
  JobId?: string;
  Status: "PREVIEW" | "IN_PROGRESS" | "COMPLETE" | "CANCELLED";
  Total: number;
  Created: number;
  Failed: number;
  Invalid: number;
  Rows?: ImportRow[];
}

const rowStates: Record<ImportRow["Status"], [StatusIndicatorProps.Type, string]> = {
  VALID: ["success", "Ready"],
  INVALID: ["error", "Left out"],
  CREATED: ["success", "Created"],
  FAILED: ["error", "Failed"],
  CANCELLED: ["stopped", "Cancelled"],
};

const users = (count: number) => (count === 1 ? "1 user" : `${count} users`);

export function errorLines(row: ImportRow): string {
  return (row.Errors ?? [])
    .map(({ Column, Message }) =>
      Column === undefined || Column === "" ? Message : `${Column}: ${Message}`,
    )
    .join("; ");
}

function Rows(props: { job: BulkImport; title: string }) {
  return (
    <Table
      variant="borderless"
      trackBy="Line"
      wrapLines
      items={props.job.Rows ?? []}
      header={
        <Header variant="h3" counter={`(${props.job.Total})`}>
          {props.title}
        </Header>
      }
      empty={<Box textAlign="center">The file has no rows.</Box>}
      columnDefinitions={[
        { id: "line", header: "Line", cell: (row) => row.Line, width: 80 },
        { id: "name", header: "Login", isRowHeader: true, cell: (row) => row.Name ?? "" },
        {
          id: "status",
          header: "State",
          cell: (row) => {
            const [kind, label] = rowStates[row.Status];
            return <StatusIndicator type={kind}>{label}</StatusIndicator>;
          },
        },
        { id: "errors", header: "What is wrong", cell: errorLines },
      ]}
    />
  );
}

export default function UsersImportPage() {
  const { state } = useSession();
  const csrf = state.phase === "signedIn" ? state.session.csrf : "";
  const [step, setStep] = useState(0);
  const [files, setFiles] = useState<File[]>([]);
  const [csv, setCsv] = useState("");
  const [preview, setPreview] = useState<BulkImport | null>(null);
  const [job, setJob] = useState<BulkImport | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const ask = <T,>(name: string, input: object) => operation<T>(csrf, name, input, "carillon");
  const failed = (error: unknown) => setProblem(errorText(error));
  const id = job?.JobId;
  const running = job?.Status === "IN_PROGRESS";

  useEffect(() => {
    if (!running || id === undefined) return;
    const timer = setInterval(() => {
      operation<{ BulkImport: BulkImport }>(
        csrf,
        "DescribeBulkImport",
        { JobId: id },
        "carillon",
      ).then(
        (answer) => setJob(answer.BulkImport),
        (error: unknown) => setProblem(errorText(error)),
      );
    }, askEveryMs);
    return () => clearInterval(timer);
  }, [running, id, csrf]);

  const look = async () => {
    const file = files[0];
    if (file === undefined) {
      setProblem("Choose a CSV file.");
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      const text = await file.text();
      const answer = await ask<{ BulkImport: BulkImport }>("StartBulkImport", {
        ResourceType: type,
        Csv: text,
        DryRun: true,
      });
      setCsv(text);
      setPreview(answer.BulkImport);
      setStep(1);
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  };
  const start = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const answer = await ask<{ BulkImport: BulkImport }>("StartBulkImport", {
        ResourceType: type,
        Csv: csv,
      });
      setJob(answer.BulkImport);
      setStep(2);
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  };
  const template = async () => {
    try {
      const { Csv } = await ask<{ Csv: string }>("GetBulkImportTemplate", { ResourceType: type });
      const url = URL.createObjectURL(new Blob([Csv], { type: "text/csv" }));
      const link = document.createElement("a");
      link.href = url;
      link.download = "users.csv";
      link.click();
      URL.revokeObjectURL(url);
    } catch (error) {
      failed(error);
    }
  };

  const ready = preview === null ? 0 : preview.Total - preview.Invalid;
  const ended = job === null ? 0 : job.Created + job.Failed + job.Invalid;
  const alert = problem !== null && <Alert type="error">{problem}</Alert>;
  return (
    <Shell title="Import users">
      <Wizard
        activeStepIndex={step}
        isLoadingNextStep={busy || running}
        submitButtonText="To the users"
        i18nStrings={{
          stepNumberLabel: (number) => `Step ${number}`,
          collapsedStepsLabel: (number, count) => `Step ${number} of ${count}`,
          cancelButton: "Cancel",
          previousButton: "Back",
          nextButton: step === 0 ? "Check the file" : `Import ${users(ready)}`,
          navigationAriaLabel: "Steps",
        }}
        onCancel={() => navigate("/users")}
        onSubmit={() => navigate("/users")}
        onNavigate={({ detail }) => {
          setProblem(null);
          if (detail.requestedStepIndex < step) {
            // What was imported cannot be taken back, so there is no way back from it.
            if (step < 2) setStep(detail.requestedStepIndex);
          } else if (step === 0) void look();
          else if (ready === 0) setProblem("No row can be imported. Correct the file first.");
          else void start();
        }}
        steps={[
          {
            title: "Choose a file",
            description: "One user per line, with the columns of the template.",
            content: (
              <SpaceBetween size="m">
                {alert}
                <FileUpload
                  value={files}
                  accept=".csv,text/csv"
                  constraintText="CSV, at most 5,000 rows"
                  showFileSize
                  i18nStrings={{
                    uploadButtonText: () => "Choose a file",
                    dropzoneText: () => "Drop the file here",
                    removeFileAriaLabel: () => "Remove the file",
                    errorIconAriaLabel: "Error",
                  }}
                  onChange={({ detail }) => setFiles(detail.value.slice(-1))}
                />
                <Button iconName="download" onClick={() => void template()}>
                  Download the template
                </Button>
              </SpaceBetween>
            ),
          },
          {
            title: "Look at the rows",
            description: "Nothing is made yet. Rows with errors are left out.",
            content: (
              <SpaceBetween size="m">
                {alert}
                {preview !== null && preview.Invalid > 0 && (
                  <Alert type="warning">
                    {preview.Invalid} of {preview.Total} rows have errors and are left out.
                  </Alert>
                )}
                {preview !== null && <Rows job={preview} title="Rows" />}
              </SpaceBetween>
            ),
          },
          {
            title: "Import",
            content: (
              <SpaceBetween size="m">
                {alert}
                {job !== null && (
                  <ProgressBar
                    label="Import"
                    value={job.Total === 0 ? 100 : (100 * ended) / job.Total}
                    status={running ? "in-progress" : job.Failed > 0 ? "error" : "success"}
                    additionalInfo={`${job.Created} created, ${job.Failed} failed, ${job.Invalid} left out`}
                    resultText={
                      job.Status === "CANCELLED" ? "Cancelled" : `Created: ${users(job.Created)}`
                    }
                  />
                )}
                {running && id !== undefined && (
                  <Button
                    onClick={() => {
                      ask<{ BulkImport: BulkImport }>("CancelBulkImport", { JobId: id }).then(
                        (answer) => setJob(answer.BulkImport),
                        failed,
                      );
                    }}
                  >
                    Stop the import
                  </Button>
                )}
                {job !== null && <Rows job={job} title="Rows" />}
              </SpaceBetween>
            ),
          },
        ]}
      />
    </Shell>
  );
}
