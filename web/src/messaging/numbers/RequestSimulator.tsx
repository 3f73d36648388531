/** A simulator number, requested where one is needed (sms.md §10.3). */

import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { errorText } from "../../protocol/http";
import { useMessaging } from "../api";
import type { Capability } from "../types";

const everything: Capability[] = ["SMS", "MMS", "VOICE"];

export function RequestSimulator({ onRequested }: { onRequested: (id: string) => void }) {
  const { call, may } = useMessaging();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const request = () => {
    setBusy(true);
    setProblem(null);
    call<{ PhoneNumberId: string }>("RequestPhoneNumber", {
      IsoCountryCode: "US",
      NumberType: "SIMULATOR",
      MessageType: "TRANSACTIONAL",
      NumberCapabilities: everything,
    })
      .then(
        ({ PhoneNumberId }) => onRequested(PhoneNumberId),
        (error: unknown) => setProblem(errorText(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <span>
      <Button
        formAction="none"
        loading={busy}
        disabled={!may("Messaging.Create")}
        onClick={request}
      >
        Request simulator number
      </Button>
      {problem !== null && (
        <span role="alert" className="inline-problem">
          {problem}
        </span>
      )}
    </span>
  );
}
