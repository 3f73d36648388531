/** Making a user, or changing one. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import Multiselect from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { operation } from "../protocol/account";
import { errorText } from "../protocol/http";
import { brokenRules, rulesText } from "../ui/rules";
import type { Choice, Choices, FoundUser } from "./people";

const options = (list: Choice[]) => list.map((one) => ({ value: one.Id, label: one.Name }));

export function UserForm(props: {
  csrf: string;
  choices: Choices;
  /** Whom to change; nobody makes a new user. */
  user: FoundUser | null;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { csrf, choices, user, onDone, onCancel } = props;
  const [username, setUsername] = useState(user?.Username ?? "");
  const [first, setFirst] = useState(user?.IdentityInfo?.FirstName ?? "");
  const [last, setLast] = useState(user?.IdentityInfo?.LastName ?? "");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [routing, setRouting] = useState(
    user?.RoutingProfileId ?? choices.routingProfiles[0]?.Id ?? "",
  );
  const [security, setSecurity] = useState<string[]>(user?.SecurityProfileIds ?? []);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const broken = user === null ? brokenRules(password) : [];
  const missing = {
    username: username.trim() === "",
    first: first.trim() === "",
    last: last.trim() === "",
    security: security.length === 0,
  };

  const create = () =>
    operation(csrf, "CreateUser", {
      Username: username.trim(),
      Password: password,
      IdentityInfo: {
        FirstName: first.trim(),
        LastName: last.trim(),
        ...(email.trim() === "" ? {} : { Email: email.trim() }),
      },
      PhoneConfig: { PhoneType: "SOFT_PHONE", AutoAccept: false, AfterContactWorkTimeLimit: 0 },
      RoutingProfileId: routing,
      SecurityProfileIds: security,
    });
  const change = async (UserId: string) => {
    // The API keeps an address that is not named only if it is told it again.
    const { User } = await operation<{ User: { IdentityInfo?: Record<string, string> } }>(
      csrf,
      "DescribeUser",
      { UserId },
    );
    await operation(csrf, "UpdateUserIdentityInfo", {
      UserId,
      IdentityInfo: { ...User.IdentityInfo, FirstName: first.trim(), LastName: last.trim() },
    });
    if (routing !== user?.RoutingProfileId) {
      await operation(csrf, "UpdateUserRoutingProfile", { UserId, RoutingProfileId: routing });
    }
    if (security.join() !== user?.SecurityProfileIds?.join()) {
      await operation(csrf, "UpdateUserSecurityProfiles", {
        UserId,
        SecurityProfileIds: security,
      });
    }
  };

  const submit = async () => {
    setTried(true);
    if (Object.values(missing).some(Boolean) || broken.length > 0 || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await (user === null ? create() : change(user.Id));
      onDone();
    } catch (error) {
      setProblem(errorText(error));
    } finally {
      setBusy(false);
    }
  };

  const field = (
    label: string,
    value: string,
    set: (value: string) => void,
    more: { empty?: boolean; disabled?: boolean; optional?: boolean } = {},
  ) => (
    <FormField
      label={
        more.optional === true ? (
          <>
            {label} <i>– optional</i>
          </>
        ) : (
          label
        )
      }
      errorText={tried && more.empty === true ? `Enter the ${label.toLowerCase()}.` : undefined}
    >
      <Input
        value={value}
        disabled={more.disabled === true}
        autoComplete={false}
        onChange={({ detail }) => set(detail.value)}
      />
    </FormField>
  );

  return (
    <Modal
      visible
      size="medium"
      header={user === null ? "New user" : `Change ${user.Username}`}
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onCancel}>Cancel</Button>
            <Button variant="primary" loading={busy} onClick={() => void submit()}>
              {user === null ? "Create" : "Save"}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {problem !== null && <Alert type="error">{problem}</Alert>}
        {field("Login", username, setUsername, {
          empty: missing.username,
          disabled: user !== null,
        })}
        {field("First name", first, setFirst, { empty: missing.first })}
        {field("Last name", last, setLast, { empty: missing.last })}
        {user === null && field("Email", email, setEmail, { optional: true })}
        {user === null && (
          <FormField
            label="Password"
            constraintText={rulesText}
            errorText={
              tried && broken.length > 0 ? `Still needed: ${broken.join(", ")}.` : undefined
            }
          >
            <Input
              type="password"
              value={password}
              autoComplete="new-password"
              onChange={({ detail }) => setPassword(detail.value)}
            />
          </FormField>
        )}
        <FormField label="Routing profile" description="Which contacts the user is offered.">
          <Select
            options={options(choices.routingProfiles)}
            selectedOption={
              options(choices.routingProfiles).find((one) => one.value === routing) ?? null
            }
            filteringType="auto"
            onChange={({ detail }) => setRouting(detail.selectedOption.value ?? "")}
          />
        </FormField>
        <FormField
          label="Security profiles"
          description="What the user may see and do."
          errorText={tried && missing.security ? "Choose at least one." : undefined}
        >
          <Multiselect
            options={options(choices.securityProfiles)}
            selectedOptions={options(choices.securityProfiles).filter((one) =>
              security.includes(one.value),
            )}
            placeholder="Choose"
            onChange={({ detail }) =>
              setSecurity(detail.selectedOptions.map((one) => one.value ?? ""))
            }
          />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}
