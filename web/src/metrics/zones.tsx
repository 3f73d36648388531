/** Time zones to choose from, and times as their clocks show them. */

import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";

export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

const zones = [...new Set([ownZone(), "UTC", ...Intl.supportedValuesOf("timeZone")])].map(
  (value) => ({ value, label: value.replaceAll("_", " ") }),
);

/** The day, as a date of a form, that it is now in a zone. */
export function today(zone: string, now = new Date()): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(now);
}

/** A time of day, or a dash. */
export function clockIn(zone: string, iso: string | null, withDay = false): string {
  if (iso === null) return "–";
  const text = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    ...(withDay ? { dateStyle: "short" } : {}),
    timeStyle: "medium",
  });
  return text.format(new Date(iso));
}

/** Whole seconds between two times. */
export function secondsBetween(from: string, to: string): number {
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 1000));
}

export function ZoneField({ zone, onChange }: { zone: string; onChange: (zone: string) => void }) {
  return (
    <FormField label="Time zone">
      <Select
        selectedOption={zones.find((one) => one.value === zone) ?? { value: zone, label: zone }}
        options={zones}
        filteringType="auto"
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? "UTC")}
      />
    </FormField>
  );
}
