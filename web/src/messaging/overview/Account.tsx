/** Where the account stands: sandbox or production, and how much of its limits is used. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useAll } from "../api";
import { Problem } from "../pieces/Problem";
import { count, words } from "../text";
import type { AccountAttribute, AccountLimit } from "../types";

/** Limits so large that nobody comes near are shown by what is used alone. */
const boundless = 100_000;

const names: Record<string, string> = {
  OPT_OUT_LISTS: "Opt-out lists",
  SENDER_IDS: "Sender IDs",
};

export function AccountState() {
  const attributes = useAll<AccountAttribute>("DescribeAccountAttributes", "AccountAttributes");
  const valueOf = (name: string) => attributes.data?.find((one) => one.Name === name)?.Value;
  const sandbox = valueOf("ACCOUNT_TIER") === "SANDBOX";
  return (
    <Container header={<Header variant="h2">Account</Header>}>
      <SpaceBetween size="m">
        <Problem of={attributes} what="the account" />
        {attributes.data !== null && (
          <SpaceBetween size="m">
            <KeyValuePairs
              columns={2}
              items={[
                {
                  label: "Tier",
                  value: sandbox ? (
                    <StatusIndicator type="warning">Sandbox</StatusIndicator>
                  ) : (
                    <StatusIndicator type="success">Production</StatusIndicator>
                  ),
                },
                {
                  label: "Default protect configuration",
                  value: valueOf("DEFAULT_PROTECT_CONFIGURATION_ID") ?? "None",
                },
              ]}
            />
            {sandbox ? (
              <Alert type="info" header="Only verified numbers and simulators are reached">
                Whoever runs this product gives production access: messaging leaves the sandbox with{" "}
                <code>sandbox = false</code> under <code>[sms]</code> in its configuration.
              </Alert>
            ) : (
              <Box color="text-body-secondary">
                Messages go to any destination that the originators and the country rules allow.
              </Box>
            )}
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Container>
  );
}

export function AccountLimits() {
  const limits = useAll<AccountLimit>("DescribeAccountLimits", "AccountLimits");
  return (
    <Container header={<Header variant="h2">Limits of the account</Header>}>
      <Problem of={limits} what="the limits" />
      <KeyValuePairs
        columns={4}
        minColumnWidth={150}
        items={(limits.data ?? []).map((limit) => {
          const label = names[limit.Name] ?? words(limit.Name);
          return {
            label,
            value:
              limit.Max >= boundless ? (
                `${count(limit.Used)} in use`
              ) : (
                <ProgressBar
                  ariaLabel={label}
                  value={limit.Max === 0 ? 100 : (limit.Used / limit.Max) * 100}
                  additionalInfo={`${count(limit.Used)} of ${count(limit.Max)}`}
                />
              ),
          };
        })}
      />
    </Container>
  );
}
