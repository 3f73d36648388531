/** What is shown when something could not be loaded or done. */

import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import type { Fetched } from "../../console/useFetched";

export function Problem(props: { of: Pick<Fetched<unknown>, "problem" | "reload">; what: string }) {
  const { problem, reload } = props.of;
  if (problem === null) return null;
  return (
    <Alert
      type="error"
      header={
        problem.status === 403
          ? `You may not see ${props.what}`
          : problem.status === 404
            ? "There is no such thing"
            : `Loading ${props.what} failed`
      }
      action={<Button onClick={reload}>Try again</Button>}
    >
      {problem.message}
    </Alert>
  );
}
