/** Whom to call: a number, as it is dialled in a country, or one of the agent's quick connects. */

import { useEffect, useId, useMemo, useRef, useState, type SyntheticEvent } from "react";
import type { Outbound, QuickConnect } from "../protocol/types";
import { Icon, type IconName } from "../ui/Icon";
import { NumberPad } from "../ui/NumberPad";
import { countries, countryOf, countryOfNumber, toE164 } from "./numbers";
import { phoneText } from "./text";

const remembered = "carillon.dialCountry";

/** The country chosen last in this browser, else that of the number which calls are made from. */
function useCountry(outbound: Outbound) {
  const [iso, setIso] = useState(() => localStorage.getItem(remembered) ?? outbound.country);
  const choose = (value: string) => {
    localStorage.setItem(remembered, value);
    setIso(value);
  };
  return [countryOf(iso), choose] as const;
}

const kinds: Record<QuickConnect["kind"], { icon: IconName; text: string }> = {
  USER: { icon: "user", text: "Agent" },
  QUEUE: { icon: "list", text: "Queue" },
  PHONE_NUMBER: { icon: "phone", text: "Number" },
  FLOW: { icon: "list", text: "Flow" },
};

interface ReachProps {
  title: string;
  outbound: Outbound;
  quickConnects: readonly QuickConnect[] | null;
  enabled: boolean;
  onNumber: (number: string) => void;
  onQuickConnect: (id: string) => void;
  onClose: () => void;
}

function NumberField(props: Pick<ReachProps, "outbound" | "enabled" | "onNumber">) {
  const { outbound, enabled, onNumber } = props;
  const [country, setCountry] = useCountry(outbound);
  const [typed, setTyped] = useState("");
  const [pad, setPad] = useState(false);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const number = toE164(typed, country);
  const meant = number === null ? null : countryOfNumber(number, country);

  useEffect(() => input.current?.focus(), []);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (number !== null && enabled) onNumber(number);
  };

  return (
    <form className="dial" onSubmit={submit}>
      <div className="dial-row">
        <select
          className="field dial-country"
          aria-label="Country"
          value={country.iso}
          onChange={(event) => setCountry(event.target.value)}
        >
          {countries.map((one) => (
            <option key={one.iso} value={one.iso}>
              {one.iso} +{one.code} · {one.name}
            </option>
          ))}
        </select>
        <input
          ref={input}
          className="field"
          type="tel"
          inputMode="tel"
          autoComplete="off"
          placeholder="Number"
          aria-label="Number to call"
          aria-describedby={id}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button
          type="button"
          className="icon-button"
          aria-label="Number pad"
          aria-expanded={pad}
          onClick={() => setPad((open) => !open)}
        >
          <Icon name="keypad" />
        </button>
      </div>
      {pad && <NumberPad onDigit={(digit) => setTyped((before) => before + digit)} />}
      <p id={id} className="muted-text dial-hint">
        {number !== null
          ? `${meant === null ? "" : `${meant.name}: `}${phoneText(number)}`
          : typed === ""
            ? "As you would dial it, or with + and the country code."
            : "Not a whole number yet."}
      </p>
      <button type="submit" className="button good wide" disabled={!enabled || number === null}>
        <Icon name="phone" /> Call
      </button>
    </form>
  );
}

export function ReachPanel(props: ReachProps) {
  const { title, outbound, quickConnects, enabled, onQuickConnect, onClose } = props;
  const [search, setSearch] = useState("");
  const heading = useId();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = panel.current;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    element?.addEventListener("keydown", onKeyDown);
    return () => element?.removeEventListener("keydown", onKeyDown);
  }, [onClose]);
  const mayCall = outbound.allowed && outbound.hasNumber;

  const found = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const text = (one: QuickConnect) =>
      `${one.name} ${one.description ?? ""} ${one.number ?? ""}`.toLowerCase();
    return (quickConnects ?? []).filter((one) => text(one).includes(wanted));
  }, [quickConnects, search]);

  return (
    <section ref={panel} className="reach" aria-labelledby={heading}>
      <header className="reach-head">
        <h3 id={heading}>{title}</h3>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" size={18} />
        </button>
      </header>
      {mayCall ? (
        <NumberField outbound={outbound} enabled={enabled} onNumber={props.onNumber} />
      ) : (
        <p className="inline-notice">
          <Icon name="alert" size={18} />
          {outbound.allowed
            ? "Your outbound queue has no number to call from."
            : "You may not call numbers."}
        </p>
      )}
      {quickConnects === null ? (
        <p className="muted-text">
          <span className="spinner small" aria-hidden="true" /> Reading quick connects…
        </p>
      ) : quickConnects.length === 0 ? (
        <p className="muted-text">Your queues have no quick connects.</p>
      ) : (
        <>
          <input
            className="field"
            type="search"
            placeholder="Search quick connects"
            aria-label="Search quick connects"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <ul className="reach-list" aria-label="Quick connects">
            {found.map((one) => (
              <li key={one.id}>
                <button type="button" disabled={!enabled} onClick={() => onQuickConnect(one.id)}>
                  <Icon name={kinds[one.kind].icon} size={18} />
                  <span className="reach-name">
                    {one.name}
                    {one.description !== null && <small>{one.description}</small>}
                  </span>
                  <small>
                    {one.number === null ? kinds[one.kind].text : phoneText(one.number)}
                  </small>
                </button>
              </li>
            ))}
          </ul>
          {found.length === 0 && <p className="muted-text">Nothing found.</p>}
        </>
      )}
    </section>
  );
}
