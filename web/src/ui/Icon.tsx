/** Line icons, drawn here on a 24-unit grid. Decorative: the text beside them carries the meaning. */

const paths = {
  bell: "M12 4a5 5 0 0 0-5 5v4l-1.5 3h13L17 13V9a5 5 0 0 0-5-5zM10 19a2.2 2.2 0 0 0 4 0",
  phone:
    "M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3A1.5 1.5 0 0 1 18.5 19 14 14 0 0 1 5 5.5 1.5 1.5 0 0 1 6.5 4z",
  hangUp: "M3.5 14.5c4.5-5.3 12.5-5.3 17 0l-2.2 2.5-3.6-1.5v-2.4a9 9 0 0 0-5.4 0v2.4L5.7 17z",
  mic: "M12 4a2.5 2.5 0 0 0-2.5 2.5v5a2.5 2.5 0 0 0 5 0v-5A2.5 2.5 0 0 0 12 4zM6.5 11.5a5.5 5.5 0 0 0 11 0M12 17v3",
  micOff:
    "M12 4a2.5 2.5 0 0 0-2.5 2.5v5a2.5 2.5 0 0 0 5 0v-5A2.5 2.5 0 0 0 12 4zM6.5 11.5a5.5 5.5 0 0 0 11 0M12 17v3M4 4l16 16",
  pause: "M9 6v12M15 6v12",
  play: "M8 5.5v13l10-6.5z",
  keypad: "M6 6h.01M12 6h.01M18 6h.01M6 12h.01M12 12h.01M18 12h.01M6 18h.01M12 18h.01M18 18h.01",
  chevron: "M7 10l5 5 5-5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v11H9zM6 15H5V4h10v2",
  alert: "M12 8v5M12 16.5h.01M12 3.5L2.5 20h19z",
  menu: "M5 7h14M5 12h14M5 17h14",
  signOut: "M14 5H6v14h8M11 12h9M17 8.5l3.5 3.5-3.5 3.5",
  wifiOff:
    "M4 4l16 16M8.5 15a5 5 0 0 1 7 0M5.5 12a9 9 0 0 1 4-2.3M14.5 9.7a9 9 0 0 1 4 2.3M12 18.5h.01",
  list: "M8 7h11M8 12h11M8 17h11M4.5 7h.01M4.5 12h.01M4.5 17h.01",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.5l3 1.5",
  plus: "M12 5v14M5 12h14",
  swap: "M7 8h12l-3.5-3.5M17 16H5l3.5 3.5",
  join: "M5 5l7 7M19 5l-7 7M12 12v8",
  headset: "M4.5 14v-2a7.5 7.5 0 0 1 15 0v2M4.5 14h3v5h-3zM16.5 14h3v5h-3z",
  eye: "M2.5 12c4-7 15-7 19 0-4 7-15 7-19 0zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  user: "M12 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM5 20a7 7 0 0 1 14 0",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  const bold = name === "keypad";
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={bold ? 3 : 1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}

/** The bell of the brand. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#0b6e76" />
      <path
        d="M16 6.5c-4 0-6.3 3-6.3 7v4.2L7.6 21h16.8l-2.1-3.3V13.5c0-4-2.3-7-6.3-7z"
        fill="#fff"
      />
      <path d="M13.3 22.7a2.8 2.8 0 0 0 5.4 0z" fill="#f2b25c" />
    </svg>
  );
}
