/** Wires the reducer, the socket and the audio together for the agent's page. */

import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { app, RequestError } from "../protocol/http";
import { readAgentFrame } from "../protocol/messages";
import { AppSocket, socketUrl } from "../protocol/socket";
import type { AgentCommand, AgentMessage, MonitorMode, NewTask, Reply } from "../protocol/types";
import { idleMedia, MediaController, type MediaState } from "./media-controller";
import { initialAgentState, reduceAgent, type AgentState, type ContactAction } from "./state";

export interface AgentCommands {
  setStatus: (statusId: string) => void;
  act: (
    contactId: string,
    action: "accept" | "reject" | "hangUp" | "clear" | "hold" | "resume",
  ) => void;
  mute: (contactId: string, muted: boolean) => void;
  digits: (contactId: string, digits: string) => void;
  /** Calls a number. */
  dial: (number: string) => void;
  /** Asks for the quick connects anew. */
  readQuickConnects: () => void;
  /** Adds somebody to a conversation. */
  transfer: (contactId: string, to: { quickConnect: string } | { number: string }) => void;
  /** Pauses a task, or goes on with it. */
  pause: (contactId: string) => void;
  unpause: (contactId: string) => void;
  createTask: (task: NewTask) => void;
  holdParty: (contactId: string, party: string, held: boolean) => void;
  muteParty: (contactId: string, party: string, muted: boolean) => void;
  dropParty: (contactId: string, party: string) => void;
  swap: (contactId: string) => void;
  /** A supervisor takes part, or only listens again. */
  monitorMode: (contactId: string, mode: MonitorMode) => void;
  select: (contactId: string) => void;
  dismissProblem: () => void;
  retryConnection: () => void;
  retryAudio: () => void;
  /** Takes the softphone back from the page that took over. */
  takeOver: () => void;
}

type AgentSocket = AppSocket<AgentCommand, AgentMessage>;

export function useAgent(onSignedOut: () => void): {
  state: AgentState;
  media: MediaState;
  commands: AgentCommands;
} {
  const [state, dispatch] = useReducer(reduceAgent, initialAgentState);
  const [media, setMedia] = useState<MediaState>(idleMedia);
  const [generation, setGeneration] = useState(0);
  const socket = useRef<AgentSocket | null>(null);
  const controller = useRef<MediaController | null>(null);
  const signedOut = useRef(onSignedOut);
  useEffect(() => {
    signedOut.current = onSignedOut;
  }, [onSignedOut]);

  useEffect(() => {
    const audio = new MediaController({
      sendOffer: (contactId, sdp) => line.request({ type: "media.offer", contactId, sdp }),
      onChange: setMedia,
    });
    const line: AgentSocket = new AppSocket(socketUrl("agent"), readAgentFrame, {
      onMessage: (message) => {
        dispatch({ type: "message", message, at: Date.now() });
        if (message.type === "media.answer") void audio.answer(message.contactId, message.sdp);
        else if (message.type === "media.close") audio.closed(message.contactId);
        else if (message.type === "signedOut") signedOut.current();
      },
      onConnection: (connection) => {
        dispatch({ type: "connection", state: connection });
        if (connection.phase === "open") {
          void line.request({ type: "hello" }).then((reply) => {
            if (!reply.ok) dispatch({ type: "problem", error: reply.error });
          });
        } else if (connection.phase === "closed" && connection.reason === "signedOut") {
          signedOut.current();
        } else if (connection.phase === "waiting") {
          // A refused upgrade looks like any other loss; the session request tells them apart.
          app.session().catch((error: unknown) => {
            if (error instanceof RequestError && error.status === 401) signedOut.current();
          });
        }
      },
    });
    socket.current = line;
    controller.current = audio;
    line.start();
    const retry = () => line.retryNow();
    window.addEventListener("online", retry);
    return () => {
      window.removeEventListener("online", retry);
      line.stop();
      audio.close();
    };
  }, [generation]);

  const { snapshot, config, superseded } = state;
  const servers = config?.ice.servers;
  useEffect(() => {
    if (snapshot === null) return;
    // Until the socket is back, keep what is playing: the call outlives the connection.
    controller.current?.sync(snapshot.contacts, !superseded, servers ?? []);
  }, [snapshot, superseded, servers]);

  const request = useCallback((command: AgentCommand): Promise<Reply> => {
    const line = socket.current;
    return line === null
      ? Promise.resolve({ ok: false, error: { code: "NotConnected", message: "Not connected." } })
      : line.request(command);
  }, []);

  const onContact = useCallback(
    (contactId: string, action: ContactAction, command: AgentCommand) => {
      dispatch({ type: "sent", contactId, action });
      return request(command).then((reply) => {
        dispatch({ type: "replied", contactId, error: reply.ok ? null : reply.error });
        return reply;
      });
    },
    [request],
  );

  /** Of no contact, or one that does not change by it: only a refusal is worth telling. */
  const ask = useCallback(
    (command: AgentCommand) =>
      void request(command).then((reply) => {
        if (!reply.ok) dispatch({ type: "problem", error: reply.error });
      }),
    [request],
  );

  const commands = useMemo<AgentCommands>(
    () => ({
      setStatus: (statusId) => {
        dispatch({ type: "sentStatus", statusId });
        void request({ type: "setStatus", statusId }).then((reply) =>
          dispatch({ type: "repliedStatus", error: reply.ok ? null : reply.error }),
        );
      },
      act: (contactId, action) => void onContact(contactId, action, { type: action, contactId }),
      mute: (contactId, muted) => {
        // Silence is immediate here; the server is told, and its snapshot is what counts after.
        controller.current?.setMuted(muted);
        void onContact(contactId, "mute", { type: "mute", contactId, muted }).then((reply) => {
          if (!reply.ok) controller.current?.setMuted(!muted);
        });
      },
      digits: (contactId, digits) => ask({ type: "digits", contactId, digits }),
      dial: (number) => ask({ type: "dial", number }),
      readQuickConnects: () => ask({ type: "quickConnects" }),
      transfer: (contactId, to) =>
        void onContact(contactId, "transfer", { type: "transfer", contactId, ...to }),
      pause: (contactId) => void onContact(contactId, "pause", { type: "pause", contactId }),
      unpause: (contactId) => void onContact(contactId, "pause", { type: "unpause", contactId }),
      createTask: (task) => ask({ type: "createTask", ...task }),
      holdParty: (contactId, party, held) =>
        void onContact(contactId, "party", { type: "holdParty", contactId, party, held }),
      muteParty: (contactId, party, muted) =>
        void onContact(contactId, "party", { type: "muteParty", contactId, party, muted }),
      dropParty: (contactId, party) =>
        void onContact(contactId, "party", { type: "dropParty", contactId, party }),
      swap: (contactId) => void onContact(contactId, "party", { type: "swap", contactId }),
      monitorMode: (contactId, mode) =>
        void onContact(contactId, "monitor", { type: "monitorMode", contactId, mode }),
      select: (contactId) => dispatch({ type: "select", contactId }),
      dismissProblem: () => dispatch({ type: "dismissProblem" }),
      retryConnection: () => socket.current?.retryNow(),
      retryAudio: () => controller.current?.retry(servers ?? []),
      takeOver: () => {
        dispatch({ type: "takeOver" });
        setGeneration((value) => value + 1);
      },
    }),
    [request, ask, onContact, servers],
  );

  return { state, media, commands };
}
