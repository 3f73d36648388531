/** The tabs that everything has which sends and is answered: numbers, sender IDs and pools. */

import type { Tab } from "../pieces/Detail";
import { Keywords } from "./Keywords";
import { OptOuts } from "./OptOuts";
import { TwoWay } from "./TwoWay";
import type { Owner } from "./owner";

export function replyTabs(owner: Owner, onChanged: () => void): Tab[] {
  return [
    {
      id: "two-way",
      label: "Two-way SMS",
      content: <TwoWay owner={owner} onChanged={onChanged} />,
    },
    { id: "keywords", label: "Keywords", content: <Keywords owner={owner} /> },
    {
      id: "opt-outs",
      label: "Opt-out list",
      content: <OptOuts owner={owner} onChanged={onChanged} />,
    },
  ];
}
