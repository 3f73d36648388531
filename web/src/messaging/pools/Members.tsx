/** The originators of a pool. */

import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";
import { Link } from "../../app/router";
import { useAll, useMessaging } from "../api";
import { ofNumbers, ofSenderIds } from "../originators/options";
import { Asked } from "../pieces/Asked";
import { Problem } from "../pieces/Problem";
import { ResourceTable, type Column } from "../pieces/ResourceTable";
import { numberPath, senderIdPath } from "../places";
import { say } from "../said";
import { capabilitiesText, countryText } from "../text";
import type { PhoneNumber, Pool, PoolMember, SenderId } from "../types";

const nameOf = (it: PoolMember) => it.PhoneNumber ?? it.OriginationIdentity;

const pathOf = (it: PoolMember) =>
  it.PhoneNumber === undefined
    ? senderIdPath(it.IsoCountryCode, it.OriginationIdentity)
    : numberPath(it.OriginationIdentity);

function Add(props: {
  pool: Pool;
  members: PoolMember[];
  onDone: () => void;
  onCancel: () => void;
}) {
  const { pool, members } = props;
  const { call } = useMessaging();
  const numbers = useAll<PhoneNumber>("DescribePhoneNumbers", "PhoneNumbers");
  const senderIds = useAll<SenderId>("DescribeSenderIds", "SenderIds");
  const [chosen, setChosen] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const inPool = new Set(members.map((it) => it.OriginationIdentityArn));
  const groups = [
    {
      label: "Phone numbers",
      list: ofNumbers((numbers.data ?? []).filter((it) => it.PoolId === undefined)),
    },
    {
      label: "Sender IDs",
      list: ofSenderIds((senderIds.data ?? []).filter((it) => !inPool.has(it.SenderIdArn))),
    },
  ].filter(({ list }) => list.length > 0);
  const originator = groups.flatMap(({ list }) => list).find(({ id }) => id === chosen);
  return (
    <Asked
      title="Add an originator"
      button="Add"
      act={() => {
        setTried(true);
        if (originator === undefined) return null;
        return call("AssociateOriginationIdentity", {
          PoolId: pool.PoolId,
          OriginationIdentity: originator.id,
          IsoCountryCode: originator.country,
        });
      }}
      onDone={() => {
        say(`${originator?.option.label ?? "The originator"} is in the pool now.`);
        props.onDone();
      }}
      onCancel={props.onCancel}
    >
      <Problem of={numbers} what="the numbers" />
      <FormField
        label="Originator"
        constraintText="It must have the pool's settings and keywords, and its message type."
        errorText={tried && originator === undefined ? "Choose one." : null}
      >
        <Select
          selectedOption={originator?.option ?? null}
          options={groups.map(({ label, list }) => ({
            label,
            options: list.map(({ option }) => option),
          }))}
          placeholder="Choose one"
          empty="Every number is in a pool already, and there are no sender IDs."
          filteringType="auto"
          expandToViewport
          onChange={({ detail }) => setChosen(detail.selectedOption.value ?? null)}
        />
      </FormField>
    </Asked>
  );
}

export function Members({ pool }: { pool: Pool }) {
  const { call, may } = useMessaging();
  const fetched = useAll<PoolMember>("ListPoolOriginationIdentities", "OriginationIdentities", {
    PoolId: pool.PoolId,
  });
  const [doing, setDoing] = useState<{ remove: PoolMember | null } | null>(null);
  const edit = may("Messaging.Edit");
  const done = () => {
    setDoing(null);
    fetched.reload();
  };
  const only = fetched.data?.length === 1;
  const columns: Column<PoolMember>[] = [
    {
      id: "name",
      header: "Originator",
      text: nameOf,
      cell: (it) => (
        <Link className="resource-link phone-number" href={pathOf(it)}>
          {nameOf(it)}
        </Link>
      ),
    },
    {
      id: "kind",
      header: "Kind",
      text: (it) => (it.PhoneNumber === undefined ? "Sender ID" : "Phone number"),
    },
    { id: "country", header: "Country", text: (it) => countryText(it.IsoCountryCode) },
    { id: "able", header: "Capabilities", text: (it) => capabilitiesText(it.NumberCapabilities) },
    {
      id: "change",
      header: "Change",
      text: () => "",
      buttons: true,
      cell: (it) => (
        <Button
          variant="inline-link"
          ariaLabel={`Remove ${nameOf(it)} from the pool`}
          disabled={!edit || only}
          onClick={() => setDoing({ remove: it })}
        >
          Remove
        </Button>
      ),
    },
  ];
  return (
    <>
      <ResourceTable
        heading="h2"
        title="Associated originators"
        description={
          only
            ? "The last one cannot be removed: delete the pool in its place."
            : "A message goes out by the one that suits its recipient."
        }
        of={fetched}
        rowKey={(it) => it.OriginationIdentityArn}
        columns={columns}
        actions={
          <Button disabled={!edit} onClick={() => setDoing({ remove: null })}>
            Add originator
          </Button>
        }
        empty={{ title: "There are no originators", text: "Nothing can be sent by this pool." }}
      />
      {doing !== null && doing.remove === null && (
        <Add
          pool={pool}
          members={fetched.data ?? []}
          onDone={done}
          onCancel={() => setDoing(null)}
        />
      )}
      {doing?.remove != null && (
        <Asked
          title={`Remove ${nameOf(doing.remove)} from the pool?`}
          button="Remove"
          act={() =>
            call("DisassociateOriginationIdentity", {
              PoolId: pool.PoolId,
              OriginationIdentity: doing.remove?.OriginationIdentityArn,
              IsoCountryCode: doing.remove?.IsoCountryCode,
            })
          }
          onDone={() => {
            say("The originator was removed from the pool.");
            done();
          }}
          onCancel={() => setDoing(null)}
        >
          It stays in the account, with the settings that it had in the pool.
        </Asked>
      )}
    </>
  );
}
