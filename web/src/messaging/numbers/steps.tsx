/** The four steps of a request. */

import Alert from "@cloudscape-design/components/alert";
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import { Link } from "../../app/router";
import type { Country } from "../data";
import { TagFields } from "../pieces/Tags";
import { messageTypeText, numberTypeText } from "../text";
import type { MessageType, NumberType, OptOutList, Pool, Registration } from "../types";
import {
  capabilitiesOf,
  supportsMms,
  type Choice,
  type Kind,
  type Rate,
  type Use,
} from "./chooser";
import { possibleUse, type Draft } from "./wizard";

type Set = (part: Partial<Draft>) => void;

const yesNo = (yes: boolean) => (yes ? "Yes" : "No");

const longCodes = { YES: "Yes", NO: "No", INBOUND_ONLY: "To receive only" };
const senderIds = { YES: "Yes", NO: "No", REGISTERED: "Registered ones" };

export function CountryStep(props: {
  draft: Draft;
  countries: Country[];
  country: Country | undefined;
  problem: string | null;
  set: Set;
}) {
  const { country } = props;
  const sorted = [...props.countries].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Container header={<Header variant="h2">Country or region</Header>}>
      <SpaceBetween size="l">
        <FormField label="Where your recipients are" errorText={props.problem}>
          <Select
            selectedOption={
              country === undefined
                ? null
                : { value: country.code, label: `${country.name} (${country.code})` }
            }
            options={sorted.map((one) => ({
              value: one.code,
              label: `${one.name} (${one.code})`,
            }))}
            placeholder="Choose a country"
            filteringType="auto"
            filteringAriaLabel="Find a country"
            onChange={({ detail }) =>
              props.set({ country: detail.selectedOption.value ?? null, kind: null })
            }
          />
        </FormField>
        {country !== undefined && (
          <KeyValuePairs
            ariaLabel={`What ${country.name} takes`}
            columns={4}
            items={[
              { label: "Short codes", value: yesNo(country.shortCodes) },
              { label: "Long codes", value: longCodes[country.longCodes] },
              { label: "Sender IDs", value: senderIds[country.senderIds] },
              { label: "Two-way SMS", value: yesNo(country.twoWay) },
              { label: "MMS", value: yesNo(supportsMms(country)) },
            ]}
          />
        )}
      </SpaceBetween>
    </Container>
  );
}

export function UseStep(props: {
  draft: Draft;
  country: Country | undefined;
  problem: string | null;
  set: Set;
}) {
  const { draft, country, set } = props;
  if (country === undefined) return <Alert type="info">Choose a country first.</Alert>;
  const use = possibleUse(draft, country);
  const mms = supportsMms(country);
  return (
    <Container header={<Header variant="h2">Use case</Header>}>
      <SpaceBetween size="l">
        <FormField label="Kind of messages">
          <RadioGroup
            value={use}
            items={[
              { value: "SMS", label: "SMS" },
              {
                value: "SMS_MMS",
                label: "SMS and MMS",
                disabled: !mms,
                ...(mms ? {} : { description: `There is no MMS in ${country.name}.` }),
              },
              { value: "VOICE", label: "Spoken messages" },
            ]}
            onChange={({ detail }) => set({ use: detail.value as Use })}
          />
        </FormField>
        <FormField
          label="Message parts a second, at the busiest time"
          description="A long message has several parts; see the message-part preview."
        >
          <RadioGroup
            value={draft.rate}
            items={[
              { value: "LOW", label: "Up to 3", description: "Codes and notices for few" },
              { value: "MEDIUM", label: "10 to 75", description: "Regular notices for many" },
              { value: "HIGH", label: "100 and more", description: "Campaigns for very many" },
            ]}
            onChange={({ detail }) => set({ rate: detail.value as Rate })}
          />
        </FormField>
        {use !== "VOICE" && (
          <FormField label="Answers">
            <Checkbox
              checked={draft.twoWay && country.twoWay}
              disabled={!country.twoWay}
              description={
                country.twoWay
                  ? "Two-way SMS: what recipients send reaches you."
                  : `There is no two-way SMS in ${country.name}.`
              }
              onChange={({ detail }) => set({ twoWay: detail.checked })}
            >
              Recipients may answer
            </Checkbox>
          </FormField>
        )}
        {use !== "VOICE" && !(draft.twoWay && country.twoWay) && (
          <FormField label="Sender">
            <Checkbox
              checked={draft.same}
              description="Otherwise shared identities of the carriers may do."
              onChange={({ detail }) => set({ same: detail.checked })}
            >
              All messages come from the same sender
            </Checkbox>
          </FormField>
        )}
        <FormField label="Your company">
          <RadioGroup
            value={draft.local ? "local" : "international"}
            items={[
              { value: "local", label: `Has its address in ${country.name}` },
              { value: "international", label: "Is in another country" },
            ]}
            onChange={({ detail }) => set({ local: detail.value === "local" })}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

const kindText = (kind: Kind): string => {
  if (kind === "SENDER_ID") return "Sender ID";
  if (kind === "SHARED") return "Shared identity";
  return numberTypeText(kind satisfies NumberType);
};

export function KindStep(props: {
  draft: Draft;
  offered: Choice[];
  registrations: Registration[];
  problem: string | null;
  set: Set;
}) {
  const { draft, offered, set } = props;
  const best = offered.find(({ recommended }) => recommended);
  const campaigns = props.registrations.filter(
    (one) =>
      one.RegistrationType === "US_TEN_DLC_CAMPAIGN_REGISTRATION" &&
      one.RegistrationStatus === "COMPLETE",
  );
  return (
    <SpaceBetween size="m">
      {best !== undefined && !best.requestable && (
        <Alert type="info" header={`${kindText(best.kind)} suits best`}>
          {best.kind === "SENDER_ID" ? (
            <>
              Sender IDs are requested <Link href="/messaging/sender-ids">on their own page</Link>.
            </>
          ) : best.kind === "SHARED" ? (
            "Nothing is to be requested: send without an originator, or by a pool with shared routes."
          ) : (
            "Carriers lend these by contract; who runs this product adds them to its configuration."
          )}
        </Alert>
      )}
      <Container header={<Header variant="h2">Originator type</Header>}>
        <FormField stretch label="What is there for your use case" errorText={props.problem}>
          <Tiles
            value={draft.kind}
            columns={2}
            items={offered.map((choice) => ({
              value: choice.kind,
              label: (
                <>
                  {kindText(choice.kind)}{" "}
                  {choice.recommended && <Badge color="green">Recommended</Badge>}
                </>
              ),
              description: choice.text,
              disabled: !choice.requestable,
            }))}
            onChange={({ detail }) => set({ kind: detail.value as Kind })}
          />
        </FormField>
      </Container>
      {draft.kind === "TEN_DLC" && (
        <Container header={<Header variant="h2">Campaign</Header>}>
          <FormField
            label={
              <>
                Registered campaign <i>– optional</i>
              </>
            }
            description="The number belongs to one campaign. It can be chosen later by the registration."
          >
            <Select
              selectedOption={
                draft.registration === null
                  ? { value: "", label: "None yet" }
                  : { value: draft.registration, label: draft.registration }
              }
              options={[
                { value: "", label: "None yet" },
                ...campaigns.map((one) => ({
                  value: one.RegistrationId,
                  label: one.RegistrationId,
                })),
              ]}
              onChange={({ detail }) => {
                const { value } = detail.selectedOption;
                set({ registration: value === undefined || value === "" ? null : value });
              }}
            />
          </FormField>
        </Container>
      )}
    </SpaceBetween>
  );
}

const uses: Record<Use, string> = {
  SMS: "SMS",
  SMS_MMS: "SMS and MMS",
  VOICE: "Spoken messages",
};

export function ReviewStep(props: {
  draft: Draft;
  country: Country | undefined;
  pools: Pool[];
  lists: OptOutList[];
  set: Set;
  goTo: (step: number) => void;
}) {
  const { draft, country, pools, lists, set, goTo } = props;
  const use = country === undefined ? draft.use : possibleUse(draft, country);
  const none = { value: "", label: "None" };
  const pool = pools.find(({ PoolId }) => PoolId === draft.pool);
  return (
    <SpaceBetween size="m">
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button onClick={() => goTo(0)}>Change the country</Button>
                <Button onClick={() => goTo(1)}>Change the use case</Button>
              </SpaceBetween>
            }
          >
            What is requested
          </Header>
        }
      >
        <KeyValuePairs
          columns={4}
          items={[
            { label: "Country", value: country?.name ?? "" },
            { label: "Use", value: uses[use] },
            { label: "Originator type", value: draft.kind === null ? "" : kindText(draft.kind) },
            {
              label: "Capabilities",
              value:
                draft.kind === "SIMULATOR" ? "SMS, MMS, VOICE" : capabilitiesOf(use).join(", "),
            },
          ]}
        />
        <Box margin={{ top: "s" }} color="text-body-secondary">
          Capabilities cannot be changed afterwards.
        </Box>
      </Container>
      <Container header={<Header variant="h2">Settings</Header>}>
        <SpaceBetween size="m">
          <FormField label="Message type">
            <RadioGroup
              value={draft.messageType}
              items={(["TRANSACTIONAL", "PROMOTIONAL"] as const).map((value) => ({
                value,
                label: messageTypeText(value),
                description:
                  value === "TRANSACTIONAL"
                    ? "Critical and urgent messages, such as codes"
                    : "Advertising and the like",
              }))}
              onChange={({ detail }) => set({ messageType: detail.value as MessageType })}
            />
          </FormField>
          <FormField
            label={
              <>
                Pool <i>– optional</i>
              </>
            }
          >
            <Select
              selectedOption={
                pool === undefined ? none : { value: pool.PoolId, label: pool.PoolId }
              }
              options={[none, ...pools.map(({ PoolId }) => ({ value: PoolId, label: PoolId }))]}
              onChange={({ detail }) => {
                const { value } = detail.selectedOption;
                set({ pool: value === undefined || value === "" ? null : value });
              }}
            />
          </FormField>
          <FormField label="Opt-out list">
            <Select
              selectedOption={{ value: draft.list ?? "Default", label: draft.list ?? "Default" }}
              options={lists.map(({ OptOutListName }) => ({
                value: OptOutListName,
                label: OptOutListName,
              }))}
              onChange={({ detail }) => set({ list: detail.selectedOption.value ?? null })}
            />
          </FormField>
          <Checkbox
            checked={draft.protect}
            description="While it is on, nobody can release the number."
            onChange={({ detail }) => set({ protect: detail.checked })}
          >
            Deletion protection
          </Checkbox>
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Tags</Header>}>
        <TagFields tags={draft.tags} onChange={(tags) => set({ tags })} />
      </Container>
    </SpaceBetween>
  );
}
