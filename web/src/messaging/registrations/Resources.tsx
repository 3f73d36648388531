/** What belongs to a registration: numbers and sender IDs that it is for. */

import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import { useCallback, useState } from "react";
import { Link } from "../../app/router";
import { useFetched } from "../../console/useFetched";
import { useAll, useMessaging } from "../api";
import { Asked } from "../pieces/Asked";
import { ResourceTable } from "../pieces/ResourceTable";
import { numberPath } from "../places";
import { say } from "../said";
import { countryText, words } from "../text";
import type { PhoneNumber, SenderId } from "../types";
import type { Association, Registration, TypeDefinition } from "./registrations";

type Supported = NonNullable<TypeDefinition["SupportedAssociations"]>[number];

const whens: Record<Supported["AssociationBehavior"], string> = {
  ASSOCIATE_BEFORE_SUBMIT: "They are added before the form is submitted.",
  ASSOCIATE_ON_APPROVAL: "They are added by the carriers when the form is approved.",
  ASSOCIATE_AFTER_COMPLETE: "They are added once the registration is complete.",
};

const kinds: Record<string, string> = {
  "phone-number": "Phone number",
  "sender-id": "Sender ID",
  registration: "Registration",
};

function Add(props: {
  registration: Registration;
  supported: Supported[];
  onDone: () => void;
  onCancel: () => void;
}) {
  const { all, call } = useMessaging();
  const { supported } = props;
  const [kind, setKind] = useState(supported[0]?.ResourceType ?? "phone-number");
  const [id, setId] = useState("");
  const [tried, setTried] = useState(false);
  const country = supported.find((it) => it.ResourceType === kind)?.IsoCountryCode;
  const load = useCallback(async () => {
    const fits = (code: string) => country === undefined || code === country;
    if (kind === "sender-id") {
      const found = await all<SenderId>("DescribeSenderIds", "SenderIds");
      return found
        .filter((it) => fits(it.IsoCountryCode) && it.RegistrationId === undefined)
        .map((it) => ({
          value: it.SenderIdArn,
          label: it.SenderId,
          description: countryText(it.IsoCountryCode),
        }));
    }
    if (kind === "registration") {
      const found = await all<Registration>("DescribeRegistrations", "Registrations");
      return found.map((it) => ({
        value: it.RegistrationId,
        label: it.RegistrationId,
        description: it.RegistrationType,
      }));
    }
    const found = await all<PhoneNumber>("DescribePhoneNumbers", "PhoneNumbers");
    return found
      .filter((it) => fits(it.IsoCountryCode) && it.RegistrationId === undefined)
      .map((it) => ({
        value: it.PhoneNumberId,
        label: it.PhoneNumber,
        description: countryText(it.IsoCountryCode),
      }));
  }, [all, kind, country]);
  const found = useFetched(load, null);
  const kindOptions = supported.map(({ ResourceType: value }) => ({
    value,
    label: kinds[value] ?? value,
  }));
  return (
    <Asked
      title="Add a resource"
      button="Add"
      act={() => {
        setTried(true);
        if (id === "") return null;
        return call("CreateRegistrationAssociation", {
          RegistrationId: props.registration.RegistrationId,
          ResourceId: id,
        });
      }}
      onDone={props.onDone}
      onCancel={props.onCancel}
    >
      <FormField label="Type of resource">
        <Select
          selectedOption={kindOptions.find(({ value }) => value === kind) ?? null}
          options={kindOptions}
          onChange={({ detail }) => {
            setKind(detail.selectedOption.value ?? kind);
            setId("");
          }}
        />
      </FormField>
      <FormField
        label={kinds[kind] ?? "Resource"}
        errorText={tried && id === "" ? "Choose one." : null}
      >
        <Select
          selectedOption={found.data?.find(({ value }) => value === id) ?? null}
          options={found.data ?? []}
          placeholder="Choose one"
          filteringType="auto"
          statusType={found.loading ? "loading" : "finished"}
          loadingText="Loading"
          empty="There is none that fits and has no registration yet."
          onChange={({ detail }) => setId(detail.selectedOption.value ?? "")}
        />
      </FormField>
    </Asked>
  );
}

export function Resources(props: {
  registration: Registration;
  type: TypeDefinition | undefined;
  draft: boolean;
}) {
  const { registration, type, draft } = props;
  const { may } = useMessaging();
  const of = useAll<Association>("ListRegistrationAssociations", "RegistrationAssociations", {
    RegistrationId: registration.RegistrationId,
  });
  const [adding, setAdding] = useState(false);
  const complete = registration.RegistrationStatus === "COMPLETE";
  const supported = type?.SupportedAssociations ?? [];
  const now = supported.filter(({ AssociationBehavior: when }) =>
    when === "ASSOCIATE_BEFORE_SUBMIT" ? draft : when === "ASSOCIATE_AFTER_COMPLETE" && complete,
  );
  const when = [...new Set(supported.map((it) => whens[it.AssociationBehavior]))].join(" ");
  return (
    <>
      <ResourceTable
        title="Associated resources"
        heading="h2"
        description={
          supported.length === 0
            ? "Nothing is associated with registrations of this type."
            : `What may send once the registration is complete. ${when}`
        }
        of={of}
        rowKey={(it) => it.ResourceId}
        columns={[
          {
            id: "resource",
            header: "Resource",
            text: (it) => it.PhoneNumber ?? it.ResourceId,
            cell: (it) =>
              it.ResourceType === "phone-number" ? (
                <Link href={numberPath(it.ResourceId)}>{it.PhoneNumber ?? it.ResourceId}</Link>
              ) : (
                it.ResourceId
              ),
            width: 180,
          },
          {
            id: "type",
            header: "Type",
            text: (it) => kinds[it.ResourceType] ?? words(it.ResourceType),
          },
          {
            id: "country",
            header: "Country",
            text: (it) => (it.IsoCountryCode === undefined ? "—" : countryText(it.IsoCountryCode)),
          },
        ]}
        actions={
          <Button
            disabled={!may("Messaging.Edit") || now.length === 0}
            onClick={() => setAdding(true)}
          >
            Add resource
          </Button>
        }
        empty={{ title: "Nothing is associated", text: when }}
      />
      {adding && (
        <Add
          registration={registration}
          supported={now}
          onDone={() => {
            setAdding(false);
            say("The resource was added.");
            of.reload();
          }}
          onCancel={() => setAdding(false)}
        />
      )}
    </>
  );
}
