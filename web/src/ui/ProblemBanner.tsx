/** What went wrong, until it is dismissed. */

import { Icon } from "./Icon";

export function ProblemBanner(props: { problem: string | null; onDismiss: () => void }) {
  if (props.problem === null) return null;
  return (
    <div className="banner bad" role="alert">
      <Icon name="alert" size={18} />
      <p>{props.problem}</p>
      <button type="button" className="icon-button" aria-label="Dismiss" onClick={props.onDismiss}>
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}
