/** What the person must know about the audio; nothing while it simply works. */

import { microphoneText } from "../media/microphone";
import { Icon } from "../ui/Icon";
import type { MediaState } from "./media-controller";

function words(media: MediaState): { title: string; advice: string; bad: boolean } | null {
  const { view } = media;
  switch (view.phase) {
    case "idle":
    case "connected":
      return null;
    case "microphone":
      return {
        title: "Opening the microphone",
        advice: "If the browser asks, allow the microphone.",
        bad: false,
      };
    case "connecting":
      return { title: "Connecting audio…", advice: "", bad: false };
    case "interrupted":
      return { title: "Audio interrupted", advice: "It usually comes back by itself.", bad: true };
    case "noMicrophone":
      return { ...microphoneText(view.problem), bad: true };
    case "failed":
      return { title: "No audio", advice: view.message, bad: true };
  }
}

export function AudioNotice({ media, onRetry }: { media: MediaState; onRetry: () => void }) {
  const text = words(media);
  if (text === null) return null;
  const canRetry = media.view.phase === "noMicrophone" || media.view.phase === "failed";
  return (
    <div className={text.bad ? "inline-notice bad" : "inline-notice"} role="status">
      {text.bad ? (
        <Icon name="alert" size={18} />
      ) : (
        <span className="spinner small" aria-hidden="true" />
      )}
      <div>
        <strong>{text.title}</strong>
        {text.advice !== "" && <p>{text.advice}</p>}
      </div>
      {canRetry && (
        <button type="button" className="button small" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
