/** Puts a number into a pool. */

import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";
import { Link } from "../../app/router";
import { useMessaging } from "../api";
import { Asked } from "../pieces/Asked";
import { say } from "../said";
import { messageTypeText } from "../text";
import type { PhoneNumber, Pool } from "../types";

export function AddToPool(props: {
  number: PhoneNumber;
  pools: Pool[];
  nameOf: (id: string) => string;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { number, pools, nameOf } = props;
  const { call } = useMessaging();
  const [chosen, setChosen] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  return (
    <Asked
      title={`Add ${number.PhoneNumber} to a pool`}
      button="Add to pool"
      act={() => {
        setTried(true);
        if (chosen === null) return null;
        return call("AssociateOriginationIdentity", {
          PoolId: chosen,
          OriginationIdentity: number.PhoneNumberId,
          IsoCountryCode: number.IsoCountryCode,
        });
      }}
      onDone={() => {
        say(`${number.PhoneNumber} is in the pool now.`);
        props.onDone();
      }}
      onCancel={props.onCancel}
    >
      <FormField
        label="Pool"
        constraintText="The number must have the pool's settings, keywords and message type."
        description={<Link href="/messaging/pools/create">Create a pool</Link>}
        errorText={tried && chosen === null ? "Choose a pool." : null}
      >
        <Select
          selectedOption={chosen === null ? null : { value: chosen, label: nameOf(chosen) }}
          options={pools.map((pool) => ({
            value: pool.PoolId,
            label: nameOf(pool.PoolId),
            description: messageTypeText(pool.MessageType),
          }))}
          placeholder="Choose one"
          empty="There are no pools yet."
          expandToViewport
          onChange={({ detail }) => setChosen(detail.selectedOption.value ?? null)}
        />
      </FormField>
    </Asked>
  );
}
