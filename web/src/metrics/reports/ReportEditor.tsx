/** One report: its settings, its rows, and what can be done with it. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { useFetched } from "../../console/useFetched";
import { Problem } from "../../messaging/pieces/Problem";
import { errorText } from "../../protocol/http";
import { reports, type Definition, type SavedReport } from "../../protocol/reports";
import { RealTimeTable } from "./RealTimeTable";
import { ReportTable } from "./ReportTable";
import type { ReportRights } from "./ReportsTab";
import { SaveDialog } from "./SaveDialog";
import { ScheduleDialog } from "./ScheduleDialog";
import { Settings } from "./Settings";
import { ShareDialog } from "./ShareDialog";
import { kindText, repeatText, tidy } from "./words";

interface EditorProps {
  rights: ReportRights;
  /** The saved report; null for a new one. */
  id: string | null;
  initial: Definition | null;
  onSaved: (saved: SavedReport) => void;
  onBack: () => void;
}

function same(one: Definition, other: Definition): boolean {
  return JSON.stringify(tidy(one)) === JSON.stringify(tidy(other));
}

type Opened = "save" | "saveAs" | "rename" | "schedule" | "share";

export function ReportEditor(props: EditorProps) {
  const { rights, id } = props;
  // The page above makes a new one each time.
  const [initial] = useState(props.initial);
  const { csrf } = rights;
  const load = useCallback(
    async (signal: AbortSignal) => {
      const kind = initial?.kind;
      const [report, choices] = await Promise.all([
        id === null ? null : reports.open(id, signal),
        reports.choices(signal),
      ]);
      const of = report?.definition.kind ?? kind;
      if (of === "LOGIN_LOGOUT") return { report, choices, metrics: [] };
      const { metrics, current } = await reports.metrics(signal);
      return { report, choices, metrics: of === "REAL_TIME" ? current : metrics };
    },
    [id, initial?.kind],
  );
  const fetched = useFetched(load, null);
  const [own, setOwn] = useState<Definition | null>(initial);
  const [shown, setShown] = useState<Definition | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { data, reload } = fetched;
  const report = data?.report ?? null;
  const definition = own ?? report?.definition ?? null;
  const applied = shown ?? report?.definition ?? initial;

  if (data === null || definition === null || applied === null) {
    return (
      <SpaceBetween size="l">
        <Button iconName="arrow-left" onClick={props.onBack}>
          All reports
        </Button>
        {fetched.problem === null ? (
          <Box color="text-body-secondary">Loading</Box>
        ) : (
          <Problem of={fetched} what="this report" />
        )}
      </SpaceBetween>
    );
  }

  const name = report?.name ?? `${kindText(definition.kind)} report`;
  const changed = report === null || !same(definition, report.definition);
  const save = () => {
    setProblem(null);
    if (report === null) {
      setOpened("save");
      return;
    }
    setSaving(true);
    reports.change(csrf, report.id, { definition: tidy(definition) }).then(
      () => {
        setSaving(false);
        setShown(tidy(definition));
        reload();
      },
      (error: unknown) => {
        setSaving(false);
        setProblem(errorText(error));
      },
    );
  };
  const close = () => {
    setOpened(null);
    reload();
  };
  const schedule = report?.schedule ?? null;
  const now = definition.kind === "REAL_TIME";
  const said = [
    kindText(definition.kind),
    ...(report === null ? ["not saved"] : [report.published ? "published" : "private"]),
    ...(report?.owner == null ? [] : [`by ${report.owner.username}`]),
    ...(schedule === null ? [] : [repeatText(schedule.repeat)]),
  ];
  return (
    <SpaceBetween size="l">
      <Button iconName="arrow-left" onClick={props.onBack}>
        All reports
      </Button>
      <Container
        header={
          <Header
            variant="h2"
            description={said.join(" · ")}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  variant="primary"
                  loading={saving}
                  disabled={!changed || (report === null ? !rights.create : !report.may.change)}
                  onClick={save}
                >
                  Save
                </Button>
                {!now && (
                  <Button iconName="download" href={reports.file(applied, name)} download>
                    Download CSV
                  </Button>
                )}
                <ButtonDropdown
                  items={[
                    { id: "saveAs", text: "Save as", disabled: !rights.create },
                    { id: "rename", text: "Rename", disabled: report?.may.change !== true },
                    {
                      id: "schedule",
                      text: "Schedule",
                      disabled: report?.may.schedule !== true || now,
                    },
                    { id: "share", text: "Share", disabled: report === null },
                  ]}
                  onItemClick={({ detail }) => setOpened(detail.id as Opened)}
                >
                  Actions
                </ButtonDropdown>
              </SpaceBetween>
            }
          >
            {name}
          </Header>
        }
        footer={
          <SpaceBetween direction="horizontal" size="s" alignItems="center">
            <Button
              onClick={() => {
                // The same settings again are asked for again: time goes on.
                setShown({ ...tidy(definition) });
              }}
            >
              Show report
            </Button>
            {!same(definition, applied) && (
              <Box color="text-body-secondary">
                The results and the file are still those of the settings before.
              </Box>
            )}
          </SpaceBetween>
        }
      >
        <SpaceBetween size="m">
          {problem !== null && (
            <Alert type="error" header="The report was not saved">
              {problem}
            </Alert>
          )}
          <ExpandableSection headerText="Settings" defaultExpanded={id === null}>
            <Settings
              definition={definition}
              metrics={data.metrics}
              choices={data.choices}
              onChange={setOwn}
            />
          </ExpandableSection>
        </SpaceBetween>
      </Container>
      {now ? (
        <RealTimeTable csrf={csrf} definition={applied} offered={data.metrics} />
      ) : (
        <ReportTable definition={applied} />
      )}
      {(opened === "save" || opened === "saveAs") && (
        <SaveDialog
          csrf={csrf}
          title={opened === "save" ? "Save report" : "Save as another report"}
          name={opened === "save" ? "" : `Copy of ${name}`}
          definition={definition}
          onSaved={(saved) => {
            setOpened(null);
            props.onSaved(saved);
          }}
          onCancel={() => setOpened(null)}
        />
      )}
      {opened === "rename" && report !== null && (
        <SaveDialog
          csrf={csrf}
          title="Rename report"
          name={report.name}
          definition={report.definition}
          rename={report.id}
          onSaved={close}
          onCancel={() => setOpened(null)}
        />
      )}
      {opened === "schedule" && report !== null && (
        <ScheduleDialog
          csrf={csrf}
          report={report}
          onDone={close}
          onCancel={() => setOpened(null)}
        />
      )}
      {opened === "share" && report !== null && (
        <ShareDialog csrf={csrf} report={report} onDone={close} />
      )}
    </SpaceBetween>
  );
}
