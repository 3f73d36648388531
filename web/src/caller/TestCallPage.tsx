/** The caller's side in a browser: dial a number of this instance and talk to its flow. */

import { useEffect, useState } from "react";
import { focusHeading, navigate, signInPath } from "../app/router";
import { useSession } from "../app/session";
import { phoneText } from "../agent/text";
import { MicrophoneError, microphoneSupported, microphoneText } from "../media/microphone";
import { app, errorText, RequestError } from "../protocol/http";
import type { TestNumber } from "../protocol/types";
import { AppBar } from "../ui/AppBar";
import { ConnectionBanner } from "../ui/ConnectionBanner";
import { Icon } from "../ui/Icon";
import { LevelMeter } from "../ui/LevelMeter";
import { NumberPad } from "../ui/NumberPad";
import { ProblemBanner } from "../ui/ProblemBanner";
import { RemoteAudio } from "../ui/RemoteAudio";
import { clockText, useNow } from "../ui/time";
import "../styles/phone.css";
import { inCall, type CallerState } from "./state";
import { useCaller } from "./useCaller";

const reasons: Record<string, string> = {
  CUSTOMER_DISCONNECT: "You hung up.",
  AGENT_DISCONNECT: "The agent ended the call.",
  CONTACT_FLOW_DISCONNECT: "The flow ended the call.",
  TELECOM_PROBLEM: "A network problem ended the call.",
  CONNECTION_LOST: "The connection to the server was lost.",
};

function headline(state: CallerState): string {
  switch (state.call.phase) {
    case "idle":
      return "Ready to call";
    case "starting":
      return "Starting the call…";
    case "ringing":
      return "Ringing…";
    case "connected":
      return "Connected";
    case "ended":
      return "Call ended";
  }
}

function detail(state: CallerState): string {
  if (state.call.phase !== "ended") return "";
  const { reason, lastedMs } = state.call;
  const why = reason === null ? "" : (reasons[reason] ?? reason);
  const lasted = lastedMs === null ? "" : `It lasted ${clockText(lastedMs)}.`;
  return `${why} ${lasted}`.trim();
}

type Numbers =
  | { phase: "loading" }
  | { phase: "loaded"; numbers: TestNumber[] }
  | { phase: "failed"; message: string };

function useNumbers(lost: () => void): [Numbers, () => void] {
  const [numbers, setNumbers] = useState<Numbers>({ phase: "loading" });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    app.testNumbers(abort.signal).then(
      (body) => setNumbers({ phase: "loaded", numbers: body.numbers }),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        if (error instanceof RequestError && error.status === 401) lost();
        else setNumbers({ phase: "failed", message: errorText(error) });
      },
    );
    return () => abort.abort();
  }, [round, lost]);
  return [
    numbers,
    () => {
      setNumbers({ phase: "loading" });
      setRound((value) => value + 1);
    },
  ];
}

export default function TestCallPage() {
  const session = useSession();
  const { state, audio, commands } = useCaller(session.lost);
  const [numbers, reload] = useNumbers(session.lost);
  const [chosen, setChosen] = useState("");
  const [name, setName] = useState("");
  const [signOutProblem, setSignOutProblem] = useState<string | null>(null);
  const now = useNow();
  const busy = inCall(state);
  const list = numbers.phase === "loaded" ? numbers.numbers : [];
  const number = chosen === "" ? (list[0]?.number ?? "") : chosen;
  const secure = microphoneSupported();
  const open = state.connection.phase === "open";

  useEffect(() => {
    document.title = busy ? "In a test call · Carillon" : "Test call · Carillon";
  }, [busy]);

  useEffect(focusHeading, []);

  const user = session.state.phase === "signedIn" ? session.state.session.user : null;
  const problem = state.problem ?? signOutProblem;

  return (
    <div className="phone-page">
      <AppBar
        user={user}
        detail=""
        onSignOut={() => {
          session.signOut().then(
            () => navigate(signInPath("/test-call")),
            (error: unknown) => setSignOutProblem(`Signing out failed. ${errorText(error)}`),
          );
        }}
      />
      <ConnectionBanner
        connection={state.connection}
        wasOpen={open || state.call.phase !== "idle" || numbers.phase === "loaded"}
        onRetry={commands.retryConnection}
      />
      {!secure && (
        <div className="banner bad" role="alert">
          <Icon name="alert" size={18} />
          <p>
            <strong>{new MicrophoneError("insecure").message}.</strong>{" "}
            {microphoneText("insecure").advice}
          </p>
        </div>
      )}
      <ProblemBanner
        problem={problem}
        onDismiss={() => {
          commands.dismissProblem();
          setSignOutProblem(null);
        }}
      />
      <main className="phone-main single">
        <div className="phone-column">
          <header className="page-head">
            <h1 tabIndex={-1}>Test call</h1>
            <p className="muted-text">
              Call this contact centre as a customer would, with this computer’s microphone.
            </p>
          </header>
          <section className="card caller" aria-label="Call">
            {!busy && (
              <form
                className="call-form"
                onSubmit={(event) => {
                  event.preventDefault();
                  if (number !== "") commands.call(number, name);
                }}
              >
                <label htmlFor="number">Number to call</label>
                {numbers.phase === "loaded" && list.length === 0 ? (
                  <p className="empty">
                    <Icon name="phone" size={22} />
                    This instance has no phone number yet. Claim one, attach a flow, and call it
                    here.
                  </p>
                ) : (
                  <select
                    id="number"
                    value={number}
                    disabled={list.length === 0}
                    onChange={(event) => setChosen(event.target.value)}
                  >
                    {numbers.phase === "loading" && <option value="">Loading…</option>}
                    {list.map((item) => (
                      <option key={item.number} value={item.number}>
                        {item.text}
                        {item.description === "" ? "" : ` – ${item.description}`}
                      </option>
                    ))}
                  </select>
                )}
                {numbers.phase === "failed" && (
                  <div className="inline-notice bad" role="alert">
                    <Icon name="alert" size={18} />
                    <div>
                      <strong>The numbers could not be loaded.</strong>
                      <p>{numbers.message}</p>
                    </div>
                    <button type="button" className="button small" onClick={reload}>
                      Try again
                    </button>
                  </div>
                )}
                <label htmlFor="display-name">
                  Your name <span className="muted-text">(optional)</span>
                </label>
                <input
                  id="display-name"
                  value={name}
                  maxLength={64}
                  autoComplete="off"
                  onChange={(event) => setName(event.target.value)}
                />
                <div className="call-state" role="status">
                  <strong>{headline(state)}</strong>
                  {detail(state) !== "" && <span className="muted-text">{detail(state)}</span>}
                </div>
                <button
                  type="submit"
                  className="button good big wide"
                  disabled={number === "" || !open || !secure}
                >
                  <Icon name="phone" /> Call
                </button>
              </form>
            )}
            {busy && (
              <>
                <p className="card-state" role="status">
                  {state.call.phase !== "connected" && (
                    <span className="spinner small" aria-hidden="true" />
                  )}
                  {headline(state)}
                  {state.muted && <span className="chip">Muted</span>}
                </p>
                <div className="who">
                  <h2 className="who-number">{phoneText(number)}</h2>
                  <p className="who-queue">
                    {list.find((item) => item.number === number)?.description ?? ""}
                  </p>
                </div>
                <p className="timer" aria-label="Time connected">
                  {state.call.phase === "connected" ? clockText(now - state.call.since) : "–:––"}
                </p>
                {(audio.peer === "interrupted" || audio.peer === "failed") && (
                  <div className="inline-notice bad" role="status">
                    <Icon name="alert" size={18} />
                    <strong>
                      {audio.peer === "failed"
                        ? "No audio path could be found."
                        : "Audio interrupted."}
                    </strong>
                  </div>
                )}
                <div className="meters">
                  <LevelMeter stream={state.muted ? null : audio.local} label="You" />
                  <LevelMeter stream={audio.remote} label="Other side" />
                </div>
                <NumberPad
                  sent={state.digits}
                  disabled={state.call.phase !== "connected"}
                  onDigit={commands.digit}
                />
                <div className="card-actions two">
                  <button
                    type="button"
                    className="button big"
                    onClick={() => commands.mute(!state.muted)}
                  >
                    <Icon name={state.muted ? "micOff" : "mic"} /> {state.muted ? "Unmute" : "Mute"}
                  </button>
                  <button type="button" className="button danger big" onClick={commands.hangUp}>
                    <Icon name="hangUp" /> Hang up
                  </button>
                </div>
              </>
            )}
          </section>
        </div>
      </main>
      <RemoteAudio stream={audio.remote} />
    </div>
  );
}
