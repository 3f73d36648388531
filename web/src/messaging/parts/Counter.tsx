/** What a text takes as a short message, while it is typed. */

import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { count } from "../text";
import { characterText, type Measure } from "./parts";

/** Characters that are named before the rest is only counted. */
const named = 8;

export function Counter({ of }: { of: Measure }) {
  const first = of.foreign.slice(0, named).map(characterText).join(", ");
  const more = of.foreign.length - named;
  return (
    <SpaceBetween size="s">
      <dl className="parts-counts" aria-label="What the text takes">
        <div>
          <dt>Encoding</dt>
          <dd>{of.encoding}</dd>
        </div>
        <div className={of.tooLong ? "too-much" : ""}>
          <dt>Characters</dt>
          <dd>
            {count(of.units)} <small>of {count(of.most)}</small>
          </dd>
        </div>
        <div className={of.tooLong ? "too-much" : ""}>
          <dt>Message parts</dt>
          <dd>{of.units === 0 ? 0 : of.parts.length}</dd>
        </div>
        <div>
          <dt>Left in this part</dt>
          <dd>{of.remaining}</dd>
        </div>
      </dl>
      {of.tooLong && (
        <Alert type="error">
          The text is too long: a message in this encoding has {count(of.most)} characters at most.
        </Alert>
      )}
      {of.foreign.length > 0 && (
        <Alert type="info">
          Not in the GSM alphabet: {first}
          {more > 0 ? ` and ${more} more` : ""}. One such character makes the whole message Unicode,
          with 70 characters in a part in place of 160.
        </Alert>
      )}
    </SpaceBetween>
  );
}
