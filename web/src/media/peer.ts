/**
 * One WebRTC audio session with the server: microphone out, remote audio in, Opus preferred.
 * The server is ICE-lite and puts its candidates into the answer, so the offer is sent at once,
 * without waiting for candidates of our own.
 */

import type { IceServer } from "../protocol/types";

export type PeerState = "connecting" | "connected" | "interrupted" | "failed" | "closed";

export interface PeerHandlers {
  onState: (state: PeerState) => void;
  onRemote: (stream: MediaStream) => void;
}

function preferOpus(transceiver: RTCRtpTransceiver): void {
  // `setCodecPreferences` and capabilities are missing in some older browsers.
  const receiver = globalThis.RTCRtpReceiver as typeof RTCRtpReceiver | undefined;
  const codecs = receiver?.getCapabilities("audio")?.codecs;
  if (codecs === undefined || !("setCodecPreferences" in transceiver)) return;
  const isOpus = (codec: { mimeType: string }) => codec.mimeType.toLowerCase() === "audio/opus";
  transceiver.setCodecPreferences([
    ...codecs.filter(isOpus),
    ...codecs.filter((codec) => !isOpus(codec)),
  ]);
}

function stateOf(connection: RTCPeerConnection): PeerState {
  switch (connection.connectionState) {
    case "connected":
      return "connected";
    case "disconnected":
      return "interrupted";
    case "failed":
      return "failed";
    case "closed":
      return "closed";
    default:
      return "connecting";
  }
}

export class AudioPeer {
  readonly #connection: RTCPeerConnection;
  readonly #microphone: MediaStream;

  /** The peer does not own the microphone: whoever opened it closes it. */
  constructor(microphone: MediaStream, iceServers: IceServer[], handlers: PeerHandlers) {
    this.#microphone = microphone;
    this.#connection = new RTCPeerConnection({
      iceServers: iceServers.map((server) => ({ ...server })),
      bundlePolicy: "max-bundle",
    });
    this.#connection.onconnectionstatechange = () => handlers.onState(stateOf(this.#connection));
    this.#connection.ontrack = (event) => {
      handlers.onRemote(event.streams[0] ?? new MediaStream([event.track]));
    };
    for (const track of microphone.getAudioTracks()) {
      preferOpus(
        this.#connection.addTransceiver(track, { direction: "sendrecv", streams: [microphone] }),
      );
    }
  }

  /** Makes the offer. Rejects when the browser refuses. */
  async offer(): Promise<string> {
    const offer = await this.#connection.createOffer();
    await this.#connection.setLocalDescription(offer);
    const sdp = this.#connection.localDescription?.sdp ?? offer.sdp;
    if (sdp === undefined || sdp === "") throw new Error("The browser made an empty offer.");
    return sdp;
  }

  /** Takes the server's answer. An answer that is not awaited (any more) is ignored. */
  async answer(sdp: string): Promise<void> {
    if (this.#connection.signalingState !== "have-local-offer") return;
    await this.#connection.setRemoteDescription({ type: "answer", sdp });
  }

  /** Silences the microphone at the source, at once, whatever the server does. */
  setMuted(muted: boolean): void {
    for (const track of this.#microphone.getAudioTracks()) track.enabled = !muted;
  }

  close(): void {
    this.#connection.onconnectionstatechange = null;
    this.#connection.ontrack = null;
    this.#connection.close();
  }
}
