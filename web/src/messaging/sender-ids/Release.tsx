/** Gives a sender ID up. */

import { useMessaging } from "../api";
import { Typed } from "../pieces/Typed";
import { countryText } from "../text";

export function ReleaseSenderId(props: {
  senderId: { SenderId: string; IsoCountryCode: string };
  onDone: () => void;
  onCancel: () => void;
}) {
  const { SenderId, IsoCountryCode } = props.senderId;
  const { call } = useMessaging();
  return (
    <Typed
      title={`Release ${SenderId} in ${countryText(IsoCountryCode)}?`}
      word="release"
      button="Release sender ID"
      act={() => call("ReleaseSenderId", { SenderId, IsoCountryCode })}
      onDone={props.onDone}
      onCancel={props.onCancel}
    >
      Messages no longer come from this name, and a registration of it does not come back.
    </Typed>
  );
}
