/** Plays a recording over its waveform: customer above (left channel), agent below (right). */

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Select from "@cloudscape-design/components/select";
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useIsDark } from "../app/theme";
import { app } from "../protocol/http";
import { clockText } from "../ui/time";
import { useFetched } from "./useFetched";
import { drawWaveform } from "./waveform";

const speeds = ["0.75", "1", "1.25", "1.5", "2"].map((value) => ({ value, label: `${value}×` }));
const stepS = 5;

export function Player(props: { contactId: string; url: string; durationMs: number }) {
  const { contactId, durationMs } = props;
  const load = useCallback((signal: AbortSignal) => app.waveform(contactId, signal), [contactId]);
  const wave = useFetched(load, null);
  const audio = useRef<HTMLAudioElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [speed, setSpeed] = useState("1");
  const [broken, setBroken] = useState(false);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const dark = useIsDark();
  const seconds = durationMs / 1000;
  const peaks = wave.data?.peaks ?? null;

  useEffect(() => {
    const element = canvas.current;
    if (element === null || !("ResizeObserver" in globalThis)) return;
    const observer = new ResizeObserver(() => {
      setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (canvas.current !== null) {
      drawWaveform(canvas.current, size, peaks, seconds === 0 ? 0 : at / seconds);
    }
  }, [peaks, at, size, seconds, dark]);

  useEffect(() => {
    if (!playing) return;
    let frame = 0;
    const follow = () => {
      if (audio.current !== null) setAt(audio.current.currentTime);
      frame = requestAnimationFrame(follow);
    };
    follow();
    return () => cancelAnimationFrame(frame);
  }, [playing]);

  const seek = (to: number) => {
    const time = Math.min(seconds, Math.max(0, to));
    setAt(time);
    if (audio.current !== null) audio.current.currentTime = time;
  };
  const toggle = () => {
    const element = audio.current;
    if (element === null) return;
    if (element.paused) void element.play().catch(() => setBroken(true));
    else element.pause();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, () => void> = {
      ArrowLeft: () => seek(at - stepS),
      ArrowDown: () => seek(at - stepS),
      ArrowRight: () => seek(at + stepS),
      ArrowUp: () => seek(at + stepS),
      PageUp: () => seek(at + 30),
      PageDown: () => seek(at - 30),
      Home: () => seek(0),
      End: () => seek(seconds),
      " ": toggle,
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };
  const seekTo = (clientX: number, element: HTMLElement) => {
    const box = element.getBoundingClientRect();
    seek(((clientX - box.left) / Math.max(1, box.width)) * seconds);
  };

  return (
    <div>
      {broken && (
        <Alert type="error" header="The recording could not be played">
          It may still be written, or you may not listen to recordings.
        </Alert>
      )}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- recordings have no transcript yet */}
      <audio
        ref={audio}
        src={props.url}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onError={() => setBroken(true)}
      />
      <div
        className="player-wave"
        role="slider"
        tabIndex={0}
        aria-label="Position in the recording"
        aria-valuemin={0}
        aria-valuemax={Math.round(seconds)}
        aria-valuenow={Math.round(at)}
        aria-valuetext={`${clockText(at * 1000)} of ${clockText(durationMs)}`}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          seekTo(event.clientX, event.currentTarget);
        }}
        onPointerMove={(event) => {
          if (event.buttons === 1) seekTo(event.clientX, event.currentTarget);
        }}
      >
        <canvas ref={canvas} />
        <span className="player-lane left">Customer</span>
        <span className="player-lane right">Agent</span>
      </div>
      {wave.problem !== null && (
        <p className="landing-foot">The waveform is not available: {wave.problem.message}</p>
      )}
      <div className="player-controls">
        <Button variant="primary" iconName={playing ? "pause" : "play"} onClick={toggle}>
          {playing ? "Pause" : "Play"}
        </Button>
        <span className="player-time">
          {clockText(at * 1000)} / {clockText(durationMs)}
        </span>
        <Select
          ariaLabel="Playback speed"
          selectedOption={{ value: speed, label: `${speed}×` }}
          options={speeds}
          onChange={({ detail }) => {
            const chosen = detail.selectedOption.value ?? "1";
            setSpeed(chosen);
            if (audio.current !== null) audio.current.playbackRate = Number(chosen);
          }}
        />
        <Button iconName="download" href={props.url} download={`${contactId}.wav`}>
          Download
        </Button>
      </div>
    </div>
  );
}
