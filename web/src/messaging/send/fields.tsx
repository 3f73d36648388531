/** The parts of the form of a test message. */

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import Select, { type SelectProps } from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { RequestSimulator } from "../numbers/RequestSimulator";
import type { Originator } from "../originators/options";
import { Counter } from "../parts/Counter";
import { measure } from "../parts/parts";
import { count, messageTypeText, words } from "../text";
import type { Channel, ConfigurationSet, MessageType } from "../types";
import {
  longestMedia,
  longestVoice,
  voices,
  type DestinationKind,
  type OriginatorKind,
  type Problems,
  type SendForm,
} from "./form";

export interface Fields {
  form: SendForm;
  problems: Problems;
  /** Whether somebody tried to send: only then is told what is missing. */
  tried: boolean;
  set: (part: Partial<SendForm>) => void;
}

const optional = (label: string) => (
  <>
    {label} <i>– optional</i>
  </>
);

const kinds: { value: OriginatorKind; label: string }[] = [
  { value: "number", label: "Phone number" },
  { value: "pool", label: "Pool" },
  { value: "sender-id", label: "Sender ID" },
];

export function FromFields(
  props: Fields & { offered: Originator[]; loading: boolean; onSimulator: (id: string) => void },
) {
  const { form, set, offered } = props;
  const chosen = offered.find(({ id }) => id === form.originator);
  const none = { value: "", label: "Whichever the service finds" };
  return (
    <Container header={<Header variant="h2">From</Header>}>
      <SpaceBetween size="m">
        <FormField label="Originator type">
          <RadioGroup
            value={form.originatorKind}
            items={
              form.channel === "TEXT" ? kinds : kinds.filter(({ value }) => value !== "sender-id")
            }
            onChange={({ detail }) =>
              set({ originatorKind: detail.value as OriginatorKind, originator: null })
            }
          />
        </FormField>
        <FormField
          label={kinds.find(({ value }) => value === form.originatorKind)?.label ?? "Originator"}
          errorText={props.tried ? props.problems.originator : null}
          secondaryControl={
            form.originatorKind === "number" ? (
              <RequestSimulator onRequested={props.onSimulator} />
            ) : undefined
          }
        >
          <Select
            selectedOption={
              chosen?.option ?? (form.channel === "TEXT" && offered.length > 0 ? none : null)
            }
            options={[
              ...(form.channel === "TEXT" ? [none] : []),
              ...offered.map(({ option }) => option),
            ]}
            placeholder="Choose one"
            empty="There are none that can send this."
            statusType={props.loading ? "loading" : "finished"}
            loadingText="Loading"
            filteringType={offered.length > 8 ? "auto" : "none"}
            onChange={({ detail }) => {
              const { value } = detail.selectedOption;
              set({ originator: value === undefined || value === "" ? null : value });
            }}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

export function ToFields(
  props: Fields & {
    simulators: SelectProps.OptionGroup[];
    verified: SelectProps.Option[];
    onManage: () => void;
  },
) {
  const { form, set, problems, tried } = props;
  const options =
    form.destinationKind === "simulator"
      ? props.simulators.flatMap((group) => group.options)
      : props.verified;
  const error = tried ? problems.destination : null;
  return (
    <Container header={<Header variant="h2">To</Header>}>
      <SpaceBetween size="m">
        <FormField label="Destination">
          <RadioGroup
            value={form.destinationKind}
            items={[
              {
                value: "simulator",
                label: "A simulator's number",
                description: "Nothing leaves the product; the number says how the message ends.",
              },
              { value: "verified", label: "A verified number" },
              {
                value: "other",
                label: "Another number",
                description: "Not in the sandbox.",
              },
            ]}
            onChange={({ detail }) =>
              set({ destinationKind: detail.value as DestinationKind, destination: "" })
            }
          />
        </FormField>
        {form.destinationKind === "other" ? (
          <FormField
            label="Phone number"
            constraintText="With its country, as in +12065550142."
            errorText={error}
          >
            <Input
              value={form.destination}
              inputMode="tel"
              onChange={({ detail }) => set({ destination: detail.value })}
            />
          </FormField>
        ) : (
          <FormField
            label={form.destinationKind === "simulator" ? "Simulator's number" : "Verified number"}
            errorText={error}
            secondaryControl={
              form.destinationKind === "verified" ? (
                <Button formAction="none" onClick={props.onManage}>
                  Manage numbers
                </Button>
              ) : undefined
            }
          >
            <Select
              selectedOption={options.find(({ value }) => value === form.destination) ?? null}
              options={form.destinationKind === "simulator" ? props.simulators : props.verified}
              placeholder="Choose a number"
              empty="No number is verified yet."
              filteringType={form.destinationKind === "simulator" ? "auto" : "none"}
              onChange={({ detail }) => set({ destination: detail.selectedOption.value ?? "" })}
            />
          </FormField>
        )}
      </SpaceBetween>
    </Container>
  );
}

const channels: { id: Channel; text: string }[] = [
  { id: "TEXT", text: "SMS" },
  { id: "MEDIA", text: "MMS" },
  { id: "VOICE", text: "Spoken" },
];

export function ChannelField({ form, set }: Pick<Fields, "form" | "set">) {
  return (
    <SegmentedControl
      label="Kind of message"
      selectedId={form.channel}
      options={channels}
      onChange={({ detail }) => {
        const channel = detail.selectedId as Channel;
        // What was chosen may not be able to send this kind.
        set({ channel, originator: null, originatorKind: "number" });
      }}
    />
  );
}

export function BodyFields(props: Fields) {
  const { form, set, problems, tried } = props;
  const length = Array.from(form.body).length;
  return (
    <Container header={<Header variant="h2">Message</Header>}>
      <SpaceBetween size="m">
        {form.channel === "VOICE" && (
          <>
            <FormField label="Written as">
              <RadioGroup
                value={form.ssml ? "SSML" : "TEXT"}
                items={[
                  { value: "TEXT", label: "Plain text" },
                  { value: "SSML", label: "SSML", description: "Begins with <speak>" },
                ]}
                onChange={({ detail }) => set({ ssml: detail.value === "SSML" })}
              />
            </FormField>
            <FormField label="Voice">
              <Select
                selectedOption={{ value: form.voice, label: words(form.voice) }}
                options={voices.map((value) => ({ value, label: words(value) }))}
                filteringType="auto"
                onChange={({ detail }) => set({ voice: detail.selectedOption.value ?? "MATTHEW" })}
              />
            </FormField>
          </>
        )}
        <FormField
          stretch
          label={form.channel === "MEDIA" ? optional("Text") : "Text"}
          errorText={tried ? problems.body : null}
          {...(form.channel === "TEXT"
            ? {}
            : {
                constraintText: `${count(length)} of ${count(
                  form.channel === "MEDIA" ? longestMedia : longestVoice,
                )} characters`,
              })}
        >
          <Textarea
            value={form.body}
            rows={5}
            onChange={({ detail }) => set({ body: detail.value })}
          />
        </FormField>
        {form.channel === "TEXT" && <Counter of={measure(form.body)} />}
        {form.channel === "MEDIA" && (
          <FormField
            label={optional("File")}
            constraintText="A file in the product's store, as s3://bucket/key: pictures up to 2 MB, others up to 600 KB."
            errorText={tried ? problems.mediaUrl : null}
          >
            <Input
              value={form.mediaUrl}
              placeholder="s3://bucket/picture.png"
              onChange={({ detail }) => set({ mediaUrl: detail.value })}
            />
          </FormField>
        )}
        {form.channel === "TEXT" && (
          <FormField label="Message type">
            <RadioGroup
              value={form.messageType}
              items={(["TRANSACTIONAL", "PROMOTIONAL"] as const).map((value) => ({
                value,
                label: messageTypeText(value),
              }))}
              onChange={({ detail }) => set({ messageType: detail.value as MessageType })}
            />
          </FormField>
        )}
      </SpaceBetween>
    </Container>
  );
}

export function MoreFields(props: Fields & { sets: ConfigurationSet[] }) {
  const { form, set, problems, tried } = props;
  const none = { value: "", label: "None" };
  const price = form.channel === "VOICE" ? "Highest price a minute" : "Highest price of a part";
  return (
    <Container header={<Header variant="h2">Options</Header>}>
      <SpaceBetween size="m">
        <FormField
          label={optional("Configuration set")}
          constraintText="Passes the events on to its destinations."
        >
          <Select
            selectedOption={
              form.configurationSet === null
                ? none
                : { value: form.configurationSet, label: form.configurationSet }
            }
            options={[
              none,
              ...props.sets.map(({ ConfigurationSetName: name }) => ({ value: name, label: name })),
            ]}
            onChange={({ detail }) => {
              const { value } = detail.selectedOption;
              set({ configurationSet: value === undefined || value === "" ? null : value });
            }}
          />
        </FormField>
        <Checkbox
          checked={form.dryRun}
          description="Everything is checked, and nothing is transmitted."
          onChange={({ detail }) => set({ dryRun: detail.checked })}
        >
          Dry run
        </Checkbox>
        <ExpandableSection headerText="Time and price">
          <SpaceBetween size="m">
            <FormField
              label={optional("Time to live in seconds")}
              constraintText="5 to 259200, which is three days."
              errorText={tried ? problems.timeToLive : null}
            >
              <Input
                value={form.timeToLive}
                inputMode="numeric"
                onChange={({ detail }) => set({ timeToLive: detail.value })}
              />
            </FormField>
            <FormField
              label={optional(`${price}, in US dollars`)}
              errorText={tried ? problems.maxPrice : null}
            >
              <Input
                value={form.maxPrice}
                inputMode="decimal"
                placeholder="0.05"
                onChange={({ detail }) => set({ maxPrice: detail.value })}
              />
            </FormField>
          </SpaceBetween>
        </ExpandableSection>
        {form.dryRun && (
          <Box color="text-body-secondary">
            A dry run ends as queued: that the message was taken is all that there is to see.
          </Box>
        )}
      </SpaceBetween>
    </Container>
  );
}
