/** The agent's page: status, softphone, the contact's attributes. Works embedded at 320 by 600. */

import { useEffect, useMemo, useRef, useState } from "react";
import { focusHeading, navigate, signInPath, useLocation } from "../app/router";
import { useSession } from "../app/session";
import { Ringer } from "../media/ring";
import { monitor } from "../metrics/metrics";
import { errorText } from "../protocol/http";
import type { AgentContact, Outbound } from "../protocol/types";
import { AppBar } from "../ui/AppBar";
import { ConnectionBanner } from "../ui/ConnectionBanner";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { ProblemBanner } from "../ui/ProblemBanner";
import { RemoteAudio } from "../ui/RemoteAudio";
import "../styles/phone.css";
import { Attributes } from "./Attributes";
import { CallMaker } from "./CallMaker";
import { ContactCard } from "./ContactCard";
import { shortcuts } from "./shortcuts";
import { canAct, contactsByUrgency, focusedContact, isOnContact, isTalking, isTask } from "./state";
import { StatusMenu } from "./StatusMenu";
import { TaskMaker } from "./TaskMaker";
import { announcement, phoneText, stateText, titleOf } from "./text";
import { useAgent } from "./useAgent";

/** Rings while a contact is offered and this page holds the softphone. */
function useRinging(ringing: boolean): { silent: boolean } {
  const ringer = useMemo(() => new Ringer(), []);
  const [silent, setSilent] = useState(false);

  useEffect(() => {
    const unlock = () => {
      ringer.unlock();
      setSilent(false);
    };
    document.addEventListener("pointerdown", unlock);
    document.addEventListener("keydown", unlock);
    return () => {
      document.removeEventListener("pointerdown", unlock);
      document.removeEventListener("keydown", unlock);
      ringer.close();
    };
  }, [ringer]);

  useEffect(() => {
    if (!ringing) return;
    ringer.start();
    // Resuming is asynchronous; look a moment later whether the browser allowed it.
    const check = setTimeout(() => setSilent(!ringer.audible), 400);
    return () => {
      clearTimeout(check);
      ringer.stop();
      setSilent(false);
    };
  }, [ringing, ringer]);

  return { silent };
}

/** Speaks each contact's changes, once, into a live region. */
function useAnnouncements(contacts: readonly AgentContact[]): string {
  const [said, setSaid] = useState("");
  const known = useRef(new Map<string, string>());
  useEffect(() => {
    const before = known.current;
    known.current = new Map(contacts.map((contact) => [contact.contactId, contact.state]));
    const changed = contactsByUrgency(contacts).find(
      (contact) => before.get(contact.contactId) !== contact.state,
    );
    if (changed !== undefined) setSaid(announcement(changed));
  }, [contacts]);
  return said;
}

function pageTitle(contact: AgentContact | null): string {
  if (contact === null) return "Softphone · Carillon";
  if (contact.state === "INCOMING" && !isTask(contact)) {
    return `☎ ${phoneText(contact.customer)} is calling`;
  }
  return `${stateText(contact)} · Carillon`;
}

/**
 * Listens to the contact that the address names, as the real-time metrics page asks for; once, and
 * when the page is ready for its audio.
 */
function useMonitorLink(csrf: string, mayBarge: boolean | null): string | null {
  const { query } = useLocation();
  const contactId = query.get("monitor");
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (contactId === null || mayBarge === null) return;
    navigate("/agent", { replace: true });
    monitor(csrf, contactId, mayBarge).catch((error: unknown) => setProblem(errorText(error)));
  }, [contactId, csrf, mayBarge]);
  return problem;
}

const noContacts: AgentContact[] = [];
const noOutbound: Outbound = { allowed: false, hasNumber: false, country: "US" };

export default function AgentPage() {
  const session = useSession();
  const { lost } = session;
  const { state, media, commands } = useAgent(lost);
  const [dialog, setDialog] = useState<"signOut" | "shortcuts" | null>(null);
  const [signOutProblem, setSignOutProblem] = useState<string | null>(null);

  const contacts = state.snapshot?.contacts ?? noContacts;
  const contact = focusedContact(state);
  const onContact = isOnContact(state);
  const ringing = !state.superseded && contacts.some((item) => item.state === "INCOMING");
  const { silent } = useRinging(ringing);
  const said = useAnnouncements(contacts);

  const title = pageTitle(contact);
  useEffect(() => {
    document.title = title;
  }, [title]);

  useEffect(() => {
    if (!onContact || state.superseded) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [onContact, state.superseded]);

  const signOut = () => {
    setDialog(null);
    session.signOut().then(
      () => navigate(signInPath("/agent")),
      (error: unknown) => setSignOutProblem(errorText(error)),
    );
  };

  useEffect(focusHeading, []);

  const user = session.state.phase === "signedIn" ? session.state.session.user : null;
  const ready = state.snapshot !== null && state.config !== null;
  const notMonitored = useMonitorLink(
    session.state.phase === "signedIn" ? session.state.session.csrf : "",
    ready ? (state.config?.barges ?? false) : null,
  );
  const problem =
    state.problem?.message ??
    (notMonitored === null ? null : `The call cannot be monitored. ${notMonitored}`) ??
    (signOutProblem === null ? null : `Signing out failed. ${signOutProblem}`);
  const status = state.snapshot?.status;
  const routable = state.config?.statuses.find((choice) => choice.type === "ROUTABLE");
  const outbound = state.config?.outbound ?? noOutbound;
  const canChoose = state.connection.phase === "open" && !state.superseded;

  return (
    <div className="phone-page">
      <AppBar
        user={user}
        detail={state.config?.routingProfile.name ?? ""}
        onShortcuts={() => setDialog("shortcuts")}
        onSignOut={() => {
          if (onContact) setDialog("signOut");
          else signOut();
        }}
      />
      <div className="visually-hidden" aria-live="assertive" role="alert">
        {said}
      </div>
      <ConnectionBanner
        connection={state.connection}
        wasOpen={state.snapshot !== null}
        note={onContact ? "Your call goes on." : undefined}
        onRetry={commands.retryConnection}
      />
      {state.superseded && (
        <div className="banner info" role="status">
          <Icon name="alert" size={18} />
          <p>
            <strong>The softphone moved to another page.</strong> Audio and controls are off here.
          </p>
          <button type="button" className="button small" onClick={commands.takeOver}>
            Use it here
          </button>
        </div>
      )}
      {silent && (
        <div className="banner info" role="status">
          <Icon name="bell" size={18} />
          <p>The browser keeps this page silent. Click anywhere to hear the ring tone.</p>
        </div>
      )}
      <ProblemBanner
        problem={problem}
        onDismiss={() => {
          commands.dismissProblem();
          setSignOutProblem(null);
        }}
      />

      <main className="phone-main">
        <div className="phone-column">
          <h1 className="visually-hidden" tabIndex={-1}>
            Softphone
          </h1>
          <StatusMenu state={state} onChoose={commands.setStatus} />
          {contacts.length > 1 && (
            <nav className="contact-tabs" aria-label="Contacts">
              {contactsByUrgency(contacts).map((item) => (
                <button
                  key={item.contactId}
                  type="button"
                  className="contact-tab"
                  aria-current={item.contactId === contact?.contactId}
                  onClick={() => commands.select(item.contactId)}
                >
                  <span>{titleOf(item)}</span>
                  <small>{stateText(item)}</small>
                </button>
              ))}
            </nav>
          )}
          {contact !== null ? (
            <ContactCard
              contact={contact}
              media={media}
              commands={commands}
              enabled={canAct(state, contact.contactId)}
              clockOffsetMs={state.clockOffsetMs}
              ringMs={state.config?.ringMs ?? 20_000}
              outbound={outbound}
              quickConnects={state.quickConnects}
            />
          ) : state.snapshot === null ? (
            <section className="card idle" aria-label="Loading">
              <span className="spinner" aria-hidden="true" />
              <p className="muted-text">Connecting to the contact centre…</p>
            </section>
          ) : status?.type === "ROUTABLE" ? (
            <section className="card idle" aria-label="Ready">
              <span className="idle-icon good">
                <Icon name="bell" size={38} />
              </span>
              <h2>Ready for calls</h2>
              <p className="muted-text">
                The next call rings here. You have{" "}
                {Math.round((state.config?.ringMs ?? 20_000) / 1000)} seconds to answer.
              </p>
            </section>
          ) : (
            <section className="card idle" aria-label="Not taking calls">
              <span className="idle-icon">
                <Icon name="phone" size={36} />
              </span>
              <h2>Not taking calls</h2>
              <p className="muted-text">
                You are {status?.type === "OFFLINE" ? "offline" : `set to ${status?.name ?? ""}`}.
                No calls are offered to you.
              </p>
              {routable !== undefined && (
                <button
                  type="button"
                  className="button primary big"
                  disabled={!canChoose}
                  onClick={() => commands.setStatus(routable.id)}
                >
                  Go {routable.name}
                </button>
              )}
            </section>
          )}
          {state.snapshot !== null && contact === null && outbound.allowed && (
            <CallMaker
              outbound={outbound}
              quickConnects={state.quickConnects}
              enabled={canChoose}
              commands={commands}
            />
          )}
          {state.snapshot !== null && state.config?.createTasks === true && (
            <TaskMaker
              quickConnects={state.quickConnects}
              related={contact === null || contact.state === "INCOMING" ? null : contact.contactId}
              enabled={canChoose}
              commands={commands}
            />
          )}
        </div>
        <Attributes contact={contact} />
      </main>
      <RemoteAudio stream={contacts.some(isTalking) ? media.remote : null} />

      {dialog === "signOut" && (
        <Dialog
          title="Sign out during a call?"
          onClose={() => setDialog(null)}
          actions={
            <>
              <button type="button" className="button" onClick={() => setDialog(null)}>
                Stay
              </button>
              <button type="button" className="button danger" onClick={signOut}>
                Sign out
              </button>
            </>
          }
        >
          <p>Somebody is on the line. Signing out ends your audio and sets you offline.</p>
        </Dialog>
      )}
      {dialog === "shortcuts" && (
        <Dialog
          title="Keyboard shortcuts"
          onClose={() => setDialog(null)}
          actions={
            <button type="button" className="button primary" onClick={() => setDialog(null)}>
              Close
            </button>
          }
        >
          <dl className="shortcuts">
            {Object.values(shortcuts).map(({ key, does }) => (
              <div key={key}>
                <dt>{does}</dt>
                <dd>
                  <kbd>Alt</kbd> <kbd>Shift</kbd> <kbd>{key}</kbd>
                </dd>
              </div>
            ))}
            <div>
              <dt>Send keys while the number pad is open</dt>
              <dd>
                <kbd>0</kbd>–<kbd>9</kbd> <kbd>*</kbd> <kbd>#</kbd>
              </dd>
            </div>
          </dl>
        </Dialog>
      )}
    </div>
  );
}
