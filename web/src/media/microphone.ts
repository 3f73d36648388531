/** Asking for the microphone, with a plain reason when there is none. */

export type MicrophoneProblem = "insecure" | "denied" | "missing" | "busy" | "unknown";

export class MicrophoneError extends Error {
  readonly problem: MicrophoneProblem;

  constructor(problem: MicrophoneProblem) {
    super(microphoneText(problem).title);
    this.name = "MicrophoneError";
    this.problem = problem;
  }
}

/** What to tell the person, and what to do about it. */
export function microphoneText(problem: MicrophoneProblem): { title: string; advice: string } {
  switch (problem) {
    case "insecure":
      return {
        title: "The microphone needs a secure page",
        advice:
          "Browsers give the microphone only to pages opened over HTTPS, or on localhost. " +
          "Open this page with its https:// address.",
      };
    case "denied":
      return {
        title: "The microphone is blocked",
        advice:
          "Allow the microphone for this site: choose the icon left of the address, " +
          "then try again.",
      };
    case "missing":
      return {
        title: "No microphone was found",
        advice: "Connect a headset or microphone, then try again.",
      };
    case "busy":
      return {
        title: "The microphone is in use",
        advice: "Another program holds the microphone. Close that program, then try again.",
      };
    case "unknown":
      return {
        title: "The microphone could not be opened",
        advice: "Check the headset and the browser's sound settings, then try again.",
      };
  }
}

function problemOf(error: unknown): MicrophoneProblem {
  if (!(error instanceof DOMException)) return "unknown";
  switch (error.name) {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "unknown";
  }
}

/** Whether this page may have a microphone at all (secure context). */
export function microphoneSupported(): boolean {
  // Missing in insecure contexts, whatever the DOM types say.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  return devices?.getUserMedia !== undefined;
}

/** Opens the microphone. Throws `MicrophoneError`. */
export async function openMicrophone(): Promise<MediaStream> {
  if (!microphoneSupported()) throw new MicrophoneError("insecure");
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      video: false,
    });
  } catch (error) {
    throw new MicrophoneError(problemOf(error));
  }
}

export function closeStream(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
