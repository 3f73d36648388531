/** Deletes saved reports, after asking. */

import Box from "@cloudscape-design/components/box";
import { Asked } from "../../messaging/pieces/Asked";
import { reports, type SavedReport } from "../../protocol/reports";

export function RemoveDialog(props: {
  csrf: string;
  reports: SavedReport[];
  onDone: () => void;
  onCancel: () => void;
}) {
  const { csrf, onDone, onCancel } = props;
  const [first, ...rest] = props.reports;
  const what = rest.length === 0 ? (first?.name ?? "") : `${props.reports.length} reports`;
  const act = async () => {
    for (const one of props.reports) await reports.remove(csrf, one.id);
  };
  return (
    <Asked title={`Delete ${what}?`} button="Delete" act={act} onDone={onDone} onCancel={onCancel}>
      <Box>
        {rest.length > 0 && <p>{props.reports.map(({ name }) => name).join(", ")}</p>}
        <p>
          Its link no longer opens anything, and it is no longer made by schedule. Files that were
          made stay where they are.
        </p>
      </Box>
    </Asked>
  );
}
