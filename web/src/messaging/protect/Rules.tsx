/** The country rules of one capability: on a map and in a table, changed for several at once. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import Pagination from "@cloudscape-design/components/pagination";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { lazy, Suspense, useCallback, useState } from "react";
import { useFetched } from "../../console/useFetched";
import { errorText } from "../../protocol/http";
import { useMessaging } from "../api";
import { Problem } from "../pieces/Problem";
import { say } from "../said";
import {
  countryRules,
  found,
  noFilter,
  regions,
  ruleCounts,
  ruleTexts,
  rulesInOrder,
  sortedRules,
  updates,
  type CountryRule,
  type Rule,
  type RuleCapability,
  type RuleColumn,
  type RuleFilter,
} from "./rules";

/** The map's data is no part of the page's first load. */
const WorldMap = lazy(() => import("./WorldMap"));

const pageSize = 15;

const nouns: Record<RuleCapability, string> = {
  SMS: "SMS",
  VOICE: "voice messages",
  MMS: "MMS",
};

const status: Record<Rule, "success" | "error" | "info" | "warning"> = {
  ALLOW: "success",
  BLOCK: "error",
  MONITOR: "info",
  FILTER: "warning",
};

function FilterBar(props: { filter: RuleFilter; onChange: (filter: RuleFilter) => void }) {
  const { filter, onChange } = props;
  const anyRegion = { value: "", label: "All regions" };
  const anyRule = { value: "", label: "All rules" };
  const regionOptions = [anyRegion, ...regions.map((value) => ({ value, label: value }))];
  const ruleOptions = [
    anyRule,
    ...rulesInOrder.map((value) => ({ value, label: ruleTexts[value] })),
  ];
  return (
    <div className="filters" role="search">
      <FormField label="Country">
        <Input
          type="search"
          value={filter.text}
          placeholder="Name or code"
          onChange={({ detail }) => onChange({ ...filter, text: detail.value })}
        />
      </FormField>
      <FormField label="Region">
        <Select
          selectedOption={regionOptions.find(({ value }) => value === filter.region) ?? anyRegion}
          options={regionOptions}
          onChange={({ detail }) =>
            onChange({ ...filter, region: detail.selectedOption.value as RuleFilter["region"] })
          }
        />
      </FormField>
      <FormField label="Rule">
        <Select
          selectedOption={ruleOptions.find(({ value }) => value === filter.rule) ?? anyRule}
          options={ruleOptions}
          onChange={({ detail }) =>
            onChange({ ...filter, rule: detail.selectedOption.value as RuleFilter["rule"] })
          }
        />
      </FormField>
    </div>
  );
}

function names(lines: CountryRule[]): string {
  const first = lines.slice(0, 8).map(({ name }) => name);
  const more = lines.length - first.length;
  return more > 0 ? `${first.join(", ")} and ${more} more` : first.join(", ");
}

function Confirm(props: {
  rule: Rule;
  capability: RuleCapability;
  lines: CountryRule[];
  act: () => Promise<unknown>;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { rule, lines, onDone, onCancel } = props;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const text = ruleTexts[rule];
  const run = () => {
    setBusy(true);
    props.act().then(onDone, (error: unknown) => {
      setBusy(false);
      setProblem(errorText(error));
    });
  };
  return (
    <Modal
      visible
      header={`${text} ${nouns[props.capability]} to ${lines.length === 1 ? (lines[0]?.name ?? "") : `${lines.length} countries`}?`}
      closeAriaLabel="Close"
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onCancel}>Cancel</Button>
            <Button variant="primary" loading={busy} onClick={run}>
              {text}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {problem !== null && (
          <Alert type="error" header="The rules were not changed">
            {problem}
          </Alert>
        )}
        <div>{names(lines)}</div>
        {rule === "BLOCK" && (
          <div>Sends to there are refused from now on, where this configuration holds.</div>
        )}
        {(rule === "FILTER" || rule === "MONITOR") && (
          <Alert type="info">
            This server has no detector of fraud: it treats this rule as “Allow”.
          </Alert>
        )}
      </SpaceBetween>
    </Modal>
  );
}

export function Rules(props: { id: string; capability: RuleCapability }) {
  const { id, capability } = props;
  const { call, may } = useMessaging();
  const load = useCallback(
    () =>
      call<{ CountryRuleSet: Record<string, { ProtectStatus: Rule }> }>(
        "GetProtectConfigurationCountryRuleSet",
        { ProtectConfigurationId: id, NumberCapability: capability },
      ).then(({ CountryRuleSet }) => countryRules(CountryRuleSet)),
    [call, id, capability],
  );
  const fetched = useFetched(load, null);
  const [filter, setFilter] = useState(noFilter);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [sorting, setSorting] = useState<{ by: RuleColumn; descending: boolean }>({
    by: "name",
    descending: false,
  });
  const [page, setPage] = useState(1);
  const [asked, setAsked] = useState<Rule | null>(null);
  const lines = fetched.data ?? [];
  const counts = ruleCounts(lines);
  const shown = sortedRules(found(lines, filter), sorting.by, sorting.descending);
  const pages = Math.max(1, Math.ceil(shown.length / pageSize));
  const at = Math.min(page, pages);
  const picked = lines.filter(({ code }) => chosen.has(code));

  const pick = useCallback(
    (code: string) =>
      setChosen((before) => {
        const next = new Set(before);
        if (!next.delete(code)) next.add(code);
        return next;
      }),
    [],
  );

  const apply = async (rule: Rule) => {
    const codes = picked.map(({ code }) => code);
    for (const CountryRuleSetUpdates of updates(codes, rule)) {
      await call("UpdateProtectConfigurationCountryRuleSet", {
        ProtectConfigurationId: id,
        NumberCapability: capability,
        CountryRuleSetUpdates,
      });
    }
  };

  const everything = shown.length > 0 && shown.every(({ code }) => chosen.has(code));
  const locked = !may("Messaging.Edit");
  return (
    <SpaceBetween size="m">
      <Problem of={fetched} what="the rules" />
      <div className="rules">
        <div className="rules-map">
          <Header
            variant="h2"
            description={`${counts.ALLOW} allowed, ${counts.BLOCK} blocked${counts.MONITOR + counts.FILTER > 0 ? `, ${counts.MONITOR + counts.FILTER} monitored or filtered` : ""}. What has no rule is allowed.`}
          >
            Countries for {nouns[capability]}
          </Header>
          <Suspense fallback={<Box padding="xl">Loading the map…</Box>}>
            <WorldMap lines={lines} chosen={chosen} onPick={pick} />
          </Suspense>
        </div>
        <Table
          variant="container"
          items={shown.slice((at - 1) * pageSize, at * pageSize)}
          trackBy="code"
          loading={fetched.data === null && fetched.loading}
          loadingText="Loading the rules"
          selectionType="multi"
          selectedItems={picked}
          onSelectionChange={({ detail }) => {
            const there = new Set(shown.slice((at - 1) * pageSize, at * pageSize));
            const kept = picked.filter((line) => !there.has(line));
            setChosen(new Set([...kept, ...detail.selectedItems].map(({ code }) => code)));
          }}
          ariaLabels={{
            tableLabel: `Rules for ${nouns[capability]}`,
            selectionGroupLabel: "Countries",
            allItemsSelectionLabel: () => "Choose all on this page",
            itemSelectionLabel: (_, line) => `Choose ${line.name}`,
          }}
          sortingColumn={{ sortingField: sorting.by }}
          sortingDescending={sorting.descending}
          onSortingChange={({ detail }) =>
            setSorting({
              by: (detail.sortingColumn.sortingField ?? "name") as RuleColumn,
              descending: detail.isDescending === true,
            })
          }
          header={
            <Header
              variant="h2"
              counter={picked.length > 0 ? `(${picked.length} chosen)` : `(${shown.length})`}
              actions={
                <SpaceBetween direction="horizontal" size="s">
                  <Button
                    disabled={shown.length === 0}
                    onClick={() =>
                      setChosen(everything ? new Set() : new Set(shown.map(({ code }) => code)))
                    }
                  >
                    {everything ? "Choose none" : `Choose all ${shown.length}`}
                  </Button>
                  <ButtonDropdown
                    variant="primary"
                    expandToViewport
                    disabled={locked || picked.length === 0}
                    items={rulesInOrder.map((rule) => ({ id: rule, text: ruleTexts[rule] }))}
                    onItemClick={({ detail }) => setAsked(detail.id as Rule)}
                  >
                    Set rule
                  </ButtonDropdown>
                </SpaceBetween>
              }
            >
              Rules
            </Header>
          }
          filter={
            <FilterBar
              filter={filter}
              onChange={(next) => {
                setFilter(next);
                setPage(1);
              }}
            />
          }
          pagination={
            <Pagination
              currentPageIndex={at}
              pagesCount={pages}
              ariaLabels={{ nextPageLabel: "Next page", previousPageLabel: "Previous page" }}
              onChange={({ detail }) => setPage(detail.currentPageIndex)}
            />
          }
          columnDefinitions={[
            {
              id: "name",
              header: "Country",
              isRowHeader: true,
              sortingField: "name",
              cell: ({ name, code }) => `${name} (${code})`,
              minWidth: 170,
            },
            {
              id: "region",
              header: "Region",
              sortingField: "region",
              cell: ({ region }) => region,
              minWidth: 100,
            },
            {
              id: "rule",
              header: "Rule",
              sortingField: "rule",
              cell: ({ rule }) => (
                <StatusIndicator type={status[rule]}>{ruleTexts[rule]}</StatusIndicator>
              ),
              minWidth: 110,
            },
          ]}
          empty={<Box textAlign="center">No country fits.</Box>}
        />
      </div>
      {asked !== null && (
        <Confirm
          rule={asked}
          capability={capability}
          lines={picked}
          act={() => apply(asked)}
          onDone={() => {
            say(
              `${ruleTexts[asked]}: the rule of ${picked.length} ${picked.length === 1 ? "country" : "countries"} was set.`,
            );
            setAsked(null);
            setChosen(new Set());
            fetched.reload();
          }}
          onCancel={() => setAsked(null)}
        />
      )}
    </SpaceBetween>
  );
}
