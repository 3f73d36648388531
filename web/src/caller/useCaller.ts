/** Wires the caller's reducer, socket and audio together. */

import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { closeStream, openMicrophone } from "../media/microphone";
import { AudioPeer, type PeerState } from "../media/peer";
import { app, errorText, RequestError } from "../protocol/http";
import { readCallerFrame } from "../protocol/messages";
import { AppSocket, socketUrl } from "../protocol/socket";
import type { CallerCommand, CallerMessage } from "../protocol/types";
import { initialCallerState, reduceCaller, type CallerState } from "./state";

export interface CallerAudio {
  peer: PeerState | null;
  local: MediaStream | null;
  remote: MediaStream | null;
}

const noAudio: CallerAudio = { peer: null, local: null, remote: null };

interface Live {
  microphone: MediaStream;
  peer: AudioPeer;
}

export interface CallerCommands {
  call: (number: string, displayName: string) => void;
  hangUp: () => void;
  mute: (muted: boolean) => void;
  digit: (digit: string) => void;
  dismissProblem: () => void;
  retryConnection: () => void;
}

export function useCaller(onSignedOut: () => void): {
  state: CallerState;
  audio: CallerAudio;
  commands: CallerCommands;
} {
  const [state, dispatch] = useReducer(reduceCaller, initialCallerState);
  const [audio, setAudio] = useState<CallerAudio>(noAudio);
  const socket = useRef<AppSocket<CallerCommand, CallerMessage> | null>(null);
  const live = useRef<Live | null>(null);
  /** Raised by each call and each end; a start that was overtaken gives up. */
  const attempt = useRef(0);
  const signedOut = useRef(onSignedOut);
  useEffect(() => {
    signedOut.current = onSignedOut;
  }, [onSignedOut]);

  const tearDown = useCallback(() => {
    attempt.current += 1;
    live.current?.peer.close();
    closeStream(live.current?.microphone ?? null);
    live.current = null;
    setAudio(noAudio);
  }, []);

  useEffect(() => {
    const line = new AppSocket<CallerCommand, CallerMessage>(socketUrl("caller"), readCallerFrame, {
      onMessage: (message) => {
        dispatch({ type: "message", message, at: Date.now() });
        if (message.type === "call.answer") {
          live.current?.peer.answer(message.sdp).catch(() => {
            dispatch({ type: "failed", message: "The server's audio answer was not understood." });
            void line.request({ type: "hangUp" });
            tearDown();
          });
        } else if (message.type === "call.state" && message.state === "ended") {
          tearDown();
        } else if (message.type === "signedOut") {
          signedOut.current();
        }
      },
      onConnection: (connection) => {
        dispatch({ type: "connection", state: connection });
        if (connection.phase === "closed" && connection.reason === "signedOut") {
          signedOut.current();
        } else if (connection.phase === "waiting") {
          // The test call belongs to its connection: the server ends it with the socket.
          dispatch({
            type: "message",
            message: { type: "call.state", state: "ended", reason: "CONNECTION_LOST" },
            at: Date.now(),
          });
          tearDown();
          app.session().catch((error: unknown) => {
            if (error instanceof RequestError && error.status === 401) signedOut.current();
          });
        }
      },
    });
    socket.current = line;
    line.start();
    return () => {
      line.stop();
      tearDown();
    };
  }, [tearDown]);

  const call = useCallback(
    async (number: string, displayName: string) => {
      tearDown();
      const mine = attempt.current;
      const current = () => mine === attempt.current;
      dispatch({ type: "start" });
      try {
        const microphone = await openMicrophone();
        if (!current()) {
          closeStream(microphone);
          return;
        }
        const peer = new AudioPeer(microphone, [], {
          onState: (phase) => {
            if (current()) setAudio((before) => ({ ...before, peer: phase }));
          },
          onRemote: (remote) => {
            if (current()) setAudio((before) => ({ ...before, remote }));
          },
        });
        live.current = { microphone, peer };
        setAudio({ peer: "connecting", local: microphone, remote: null });
        const sdp = await peer.offer();
        if (!current()) return;
        const name = displayName.trim();
        const reply = await socket.current?.request({
          type: "call",
          number,
          sdp,
          ...(name === "" ? {} : { displayName: name }),
        });
        if (!current()) return;
        if (reply?.ok !== true) {
          dispatch({ type: "failed", message: reply?.error.message ?? "Not connected." });
          tearDown();
        }
      } catch (error) {
        if (!current()) return;
        dispatch({ type: "failed", message: errorText(error) });
        tearDown();
      }
    },
    [tearDown],
  );

  const [commands] = useState<CallerCommands>(() => ({
    call: (number, displayName) => void call(number, displayName),
    hangUp: () => {
      void socket.current?.request({ type: "hangUp" });
      dispatch({ type: "hungUp", at: Date.now() });
      tearDown();
    },
    mute: (muted) => {
      live.current?.peer.setMuted(muted);
      dispatch({ type: "muted", muted });
      void socket.current?.request({ type: "mute", muted });
    },
    digit: (digit) => {
      dispatch({ type: "digits", digits: digit });
      void socket.current?.request({ type: "digits", digits: digit });
    },
    dismissProblem: () => dispatch({ type: "dismissProblem" }),
    retryConnection: () => socket.current?.retryNow(),
  }));

  return { state, audio, commands };
}
