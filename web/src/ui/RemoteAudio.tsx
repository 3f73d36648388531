/** Plays the other side. Asks for a click when the browser refuses to play by itself. */

import { useEffect, useRef, useState } from "react";
import { Icon } from "./Icon";

export function RemoteAudio({ stream }: { stream: MediaStream | null }) {
  const audio = useRef<HTMLAudioElement>(null);
  const [blocked, setBlocked] = useState(false);

  useEffect(() => {
    const element = audio.current;
    if (element === null) return;
    element.srcObject = stream;
    if (stream === null) return;
    let current = true;
    element.play().catch((error: unknown) => {
      // AbortError: replaced by the next stream, which plays by itself.
      if (current && error instanceof DOMException && error.name === "NotAllowedError") {
        setBlocked(true);
      }
    });
    return () => {
      current = false;
      element.srcObject = null;
    };
  }, [stream]);

  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- a live call has no captions */}
      <audio ref={audio} autoPlay data-testid="remote-audio" />
      {blocked && stream !== null && (
        <button
          type="button"
          className="button primary unblock"
          onClick={() => {
            void audio.current?.play().then(() => setBlocked(false));
          }}
        >
          <Icon name="play" /> Hear the call
        </button>
      )}
    </>
  );
}
