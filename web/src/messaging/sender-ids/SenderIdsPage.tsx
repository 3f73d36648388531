/** All sender IDs. */

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";
import { Link, navigate } from "../../app/router";
import { useFetched } from "../../console/useFetched";
import { useAll, useMessaging } from "../api";
import { messagingData, type Country } from "../data";
import { senderIdProblem } from "../forms";
import { Asked } from "../pieces/Asked";
import { ResourceTable, type Column } from "../pieces/ResourceTable";
import { senderIdPath } from "../places";
import { say } from "../said";
import { Section } from "../Section";
import { countryText, messageTypeText, onOff } from "../text";
import type { MessageType, SenderId } from "../types";
import { ReleaseSenderId } from "./Release";

const types: MessageType[] = ["TRANSACTIONAL", "PROMOTIONAL"];

function Request(props: { countries: Country[]; onDone: () => void; onCancel: () => void }) {
  const { call } = useMessaging();
  const [id, setId] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const [chosen, setChosen] = useState<MessageType[]>(types);
  const [protect, setProtect] = useState(false);
  const [tried, setTried] = useState(false);
  const known = props.countries.filter(({ senderIds }) => senderIds !== "NO");
  const country = known.find((one) => one.code === code);
  const wrong = senderIdProblem(id, code ?? "");
  return (
    <Asked
      title="Request a sender ID"
      button="Request"
      act={() => {
        setTried(true);
        if (wrong !== null || country === undefined) return null;
        return call("RequestSenderId", {
          SenderId: id.trim(),
          IsoCountryCode: country.code,
          MessageTypes: chosen,
          DeletionProtectionEnabled: protect,
        });
      }}
      onDone={() => {
        say(`The sender ID ${id.trim()} is there.`);
        props.onDone();
      }}
      onCancel={props.onCancel}
    >
      <FormField
        label="Country"
        errorText={tried && country === undefined ? "Choose a country." : null}
      >
        <Select
          selectedOption={
            country === undefined ? null : { value: country.code, label: countryText(country.code) }
          }
          options={known.map((one) => ({
            value: one.code,
            label: countryText(one.code),
            ...(one.senderIds === "REGISTERED" ? { labelTag: "Registration needed" } : {}),
          }))}
          placeholder="Choose a country that knows sender IDs"
          filteringType="auto"
          expandToViewport
          onChange={({ detail }) => setCode(detail.selectedOption.value ?? null)}
        />
      </FormField>
      <FormField
        label="Sender ID"
        constraintText="3 to 11 letters, digits and hyphens, with a letter: what recipients see."
        errorText={tried ? wrong : null}
      >
        <Input value={id} onChange={({ detail }) => setId(detail.value)} />
      </FormField>
      <FormField label="Message types">
        <Multiselect
          selectedOptions={chosen.map((value) => ({ value, label: messageTypeText(value) }))}
          options={types.map((value) => ({ value, label: messageTypeText(value) }))}
          placeholder="Choose message types"
          expandToViewport
          deselectAriaLabel={(option) => `Remove ${option.label ?? ""}`}
          onChange={({ detail }) =>
            setChosen(detail.selectedOptions.map(({ value }) => value as MessageType))
          }
        />
      </FormField>
      <Checkbox
        checked={protect}
        description="While it is on, nobody can release the sender ID."
        onChange={({ detail }) => setProtect(detail.checked)}
      >
        Deletion protection
      </Checkbox>
      {country?.senderIds === "REGISTERED" && (
        <Alert type="info">
          In {country.name} a sender ID must be registered. Until then its messages may come from
          another name, or not at all.
        </Alert>
      )}
    </Asked>
  );
}

export default function SenderIdsPage() {
  const { may } = useMessaging();
  const fetched = useAll<SenderId>("DescribeSenderIds", "SenderIds");
  const world = useFetched(messagingData.countries, null);
  const [doing, setDoing] = useState<{ release: SenderId | null } | null>(null);
  const columns: Column<SenderId>[] = [
    {
      id: "id",
      header: "Sender ID",
      text: (it) => it.SenderId,
      cell: (it) => (
        <Link className="resource-link" href={senderIdPath(it.IsoCountryCode, it.SenderId)}>
          {it.SenderId}
        </Link>
      ),
    },
    { id: "country", header: "Country", text: (it) => countryText(it.IsoCountryCode), width: 160 },
    {
      id: "types",
      header: "Message types",
      text: (it) => it.MessageTypes.map(messageTypeText).join(", "),
      width: 160,
    },
    {
      id: "registered",
      header: "Registered",
      text: (it) => (it.Registered ? "Yes" : "No"),
    },
    {
      id: "protected",
      header: "Deletion protection",
      text: (it) => onOff(it.DeletionProtectionEnabled),
    },
    {
      id: "actions",
      header: "Actions",
      text: () => "",
      buttons: true,
      width: 80,
      cell: (it) => (
        <ButtonDropdown
          variant="inline-icon"
          ariaLabel={`Actions for ${it.SenderId} in ${it.IsoCountryCode}`}
          expandToViewport
          items={[
            { id: "open", text: "Settings" },
            {
              id: "release",
              text: "Release",
              disabled: !may("Messaging.Delete") || it.DeletionProtectionEnabled,
            },
          ]}
          onItemClick={({ detail }) => {
            if (detail.id === "open") navigate(senderIdPath(it.IsoCountryCode, it.SenderId));
            else setDoing({ release: it });
          }}
        />
      ),
    },
  ];
  const done = () => {
    setDoing(null);
    fetched.reload();
  };
  return (
    <Section title="Sender IDs">
      <ResourceTable
        title="Sender IDs"
        description="Names that recipients see in the place of a number. They cannot answer them."
        of={fetched}
        rowKey={(it) => it.SenderIdArn}
        columns={columns}
        actions={
          <Button
            variant="primary"
            disabled={!may("Messaging.Create") || world.data === null}
            onClick={() => setDoing({ release: null })}
          >
            Request sender ID
          </Button>
        }
        empty={{
          title: "There are no sender IDs yet",
          text: "Not every country knows them: there are none in the US, in Canada and in China.",
        }}
      />
      {doing !== null && doing.release === null && (
        <Request
          countries={world.data?.countries ?? []}
          onDone={done}
          onCancel={() => setDoing(null)}
        />
      )}
      {doing?.release != null && (
        <ReleaseSenderId
          senderId={doing.release}
          onDone={() => {
            say("The sender ID was released.");
            done();
          }}
          onCancel={() => setDoing(null)}
        />
      )}
    </Section>
  );
}
