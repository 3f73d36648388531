/** Numbers that are proven to be ours, so that the sandbox may write to them (sms.md §10.2). */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import type { Fetched } from "../../console/useFetched";
import { errorText } from "../../protocol/http";
import { useMessaging } from "../api";
import { numberProblem, plainNumber } from "../forms";
import { ofNumbers } from "../originators/options";
import type { PhoneNumber, VerifiedNumber } from "../types";

/** Sends a code to a number and takes it back. */
function Proof(props: { number: VerifiedNumber; numbers: PhoneNumber[]; onProven: () => void }) {
  const { number } = props;
  const { call } = useMessaging();
  const [channel, setChannel] = useState<"TEXT" | "VOICE">("TEXT");
  const [from, setFrom] = useState<string | null>(null);
  const [sent, setSent] = useState(false);
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const able = channel === "TEXT" ? "SMS" : "VOICE";
  const originators = ofNumbers(props.numbers.filter((it) => it.NumberCapabilities.includes(able)));
  const chosen = originators.find(({ id }) => id === from);
  const none = { value: "", label: "Whichever suits" };
  const run = (running: Promise<unknown>, done: () => void) => {
    setBusy(true);
    setProblem(null);
    running
      .then(done, (error: unknown) => setProblem(errorText(error)))
      .finally(() => setBusy(false));
  };
  const id = { VerifiedDestinationNumberId: number.VerifiedDestinationNumberId };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim() === "") return;
        const input = { ...id, VerificationCode: code.trim() };
        run(call("VerifyDestinationNumber", input), props.onProven);
      }}
    >
      <SpaceBetween size="s">
        {problem !== null && <Alert type="error">{problem}</Alert>}
        <FormField label={`A code for ${number.DestinationPhoneNumber}`}>
          <SegmentedControl
            label="How the code is sent"
            selectedId={channel}
            options={[
              { id: "TEXT", text: "By SMS" },
              { id: "VOICE", text: "By a call" },
            ]}
            onChange={({ detail }) => setChannel(detail.selectedId as "TEXT" | "VOICE")}
          />
        </FormField>
        <FormField label="From">
          <Select
            selectedOption={chosen?.option ?? none}
            options={[none, ...originators.map(({ option }) => option)]}
            expandToViewport
            onChange={({ detail }) => {
              const { value } = detail.selectedOption;
              setFrom(value === undefined || value === "" ? null : value);
            }}
          />
        </FormField>
        <Button
          formAction="none"
          loading={busy && !sent}
          onClick={() =>
            run(
              call("SendDestinationNumberVerificationCode", {
                ...id,
                VerificationChannel: channel,
                ...(from === null ? {} : { OriginationIdentity: from }),
              }),
              () => setSent(true),
            )
          }
        >
          {sent ? "Send another code" : "Send code"}
        </Button>
        {sent && (
          <FormField label="Code" constraintText="It is good for 15 minutes.">
            <SpaceBetween direction="horizontal" size="xs">
              <Input
                value={code}
                inputMode="numeric"
                ariaLabel="Code"
                autoComplete="one-time-code"
                onChange={({ detail }) => setCode(detail.value)}
              />
              <Button formAction="submit" variant="primary" loading={busy}>
                Verify
              </Button>
            </SpaceBetween>
          </FormField>
        )}
      </SpaceBetween>
    </form>
  );
}

export function VerifiedNumbers(props: {
  of: Fetched<VerifiedNumber[]>;
  numbers: PhoneNumber[];
  onClose: () => void;
}) {
  const { of } = props;
  const { call, may } = useMessaging();
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [proving, setProving] = useState<string | null>(null);
  const wrong = numberProblem(text);
  const list = of.data ?? [];
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      of.reload();
    } catch (error) {
      setProblem(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  const add = () => {
    setTried(true);
    if (wrong !== null) return;
    void run(async () => {
      const made = await call<VerifiedNumber>("CreateVerifiedDestinationNumber", {
        DestinationPhoneNumber: plainNumber(text),
      });
      setProving(made.VerifiedDestinationNumberId);
      setText("");
      setTried(false);
    });
  };
  return (
    <Modal
      visible
      size="large"
      header="Verified numbers"
      closeAriaLabel="Close"
      onDismiss={props.onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={props.onClose}>
            Done
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="l">
        <Box color="text-body-secondary">
          In the sandbox, messages go to these numbers and to simulators only. A number can be
          deleted a day after it was added.
        </Box>
        {problem !== null && (
          <Alert type="error" header="That did not work">
            {problem}
          </Alert>
        )}
        <ul className="verified-numbers">
          {list.map((number) => (
            <li key={number.VerifiedDestinationNumberId}>
              <span className="phone-number">{number.DestinationPhoneNumber}</span>
              <StatusIndicator type={number.Status === "VERIFIED" ? "success" : "pending"}>
                {number.Status === "VERIFIED" ? "Verified" : "Not verified yet"}
              </StatusIndicator>
              <SpaceBetween direction="horizontal" size="s">
                {number.Status !== "VERIFIED" && (
                  <Button
                    variant="inline-link"
                    ariaLabel={`Verify ${number.DestinationPhoneNumber}`}
                    disabled={!may("Messaging.Edit")}
                    onClick={() => setProving(number.VerifiedDestinationNumberId)}
                  >
                    Verify
                  </Button>
                )}
                <Button
                  variant="inline-link"
                  ariaLabel={`Delete ${number.DestinationPhoneNumber}`}
                  disabled={!may("Messaging.Delete") || busy}
                  onClick={() =>
                    void run(async () => {
                      await call("DeleteVerifiedDestinationNumber", {
                        VerifiedDestinationNumberId: number.VerifiedDestinationNumberId,
                      });
                    })
                  }
                >
                  Delete
                </Button>
              </SpaceBetween>
              {proving === number.VerifiedDestinationNumberId && number.Status !== "VERIFIED" && (
                <div className="proof">
                  <Proof
                    number={number}
                    numbers={props.numbers}
                    onProven={() => {
                      setProving(null);
                      of.reload();
                    }}
                  />
                </div>
              )}
            </li>
          ))}
          {of.data?.length === 0 && (
            <li>
              <Box color="text-body-secondary">There are none yet.</Box>
            </li>
          )}
        </ul>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <FormField
            label="Another number"
            constraintText="With its country, as in +12065550142."
            errorText={tried ? wrong : null}
            secondaryControl={
              <Button formAction="submit" loading={busy} disabled={!may("Messaging.Create")}>
                Add number
              </Button>
            }
          >
            <Input value={text} inputMode="tel" onChange={({ detail }) => setText(detail.value)} />
          </FormField>
        </form>
      </SpaceBetween>
    </Modal>
  );
}
