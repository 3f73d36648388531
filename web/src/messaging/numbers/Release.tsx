/** Gives a number back for good (sms.md §7.5). */

import { useMessaging } from "../api";
import { Typed } from "../pieces/Typed";
import type { PhoneNumber } from "../types";

export function Release(props: { number: PhoneNumber; onDone: () => void; onCancel: () => void }) {
  const { number } = props;
  const { call } = useMessaging();
  return (
    <Typed
      title={`Release ${number.PhoneNumber}?`}
      word="release"
      button="Release number"
      act={() => call("ReleasePhoneNumber", { PhoneNumberId: number.PhoneNumberId })}
      onDone={props.onDone}
      onCancel={props.onCancel}
    >
      The number with its keywords is gone for good: others may get it, and what people send to it
      no longer reaches you.
    </Typed>
  );
}
