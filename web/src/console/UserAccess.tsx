/** What an administrator does for somebody's access: a new password, second factor, sessions. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useCallback, useState } from "react";
import { operation, users } from "../protocol/account";
import { errorText } from "../protocol/http";
import type { FoundUser } from "./people";
import { timeText } from "./record";
import { SessionsTable } from "./SessionsTable";
import { useFetched } from "./useFetched";

export function UserAccess(props: { csrf: string; user: FoundUser; onClose: () => void }) {
  const { csrf, user, onClose } = props;
  const load = useCallback((signal: AbortSignal) => users.access(user.Id, signal), [user.Id]);
  const { data, loading, problem, reload } = useFetched(load, null);
  const [link, setLink] = useState<{ url: string; expires: string } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);

  const run = (work: () => Promise<void>) => {
    setFailure(null);
    work().then(reload, (error: unknown) => setFailure(errorText(error)));
  };
  const reset = () =>
    run(async () => {
      const made = await users.newPasswordLink(csrf, user.Id);
      setLink({ url: window.location.origin + made.path, expires: made.expires });
    });
  const removeFactor = () => run(() => users.removeSecondFactor(csrf, user.Id));
  const signOut = () =>
    run(async () => {
      await operation(csrf, "DeleteAllEntitySessions", { EntityType: "USER", EntityId: user.Id });
    });

  return (
    <Modal
      visible
      size="large"
      header={`Access of ${user.Username}`}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="l">
        {problem !== null && <Alert type="error">{problem.message}</Alert>}
        {failure !== null && <Alert type="error">{failure}</Alert>}
        <SpaceBetween size="s">
          <SpaceBetween direction="horizontal" size="s">
            <Button disabled={data?.hasPassword !== true} onClick={reset}>
              Make a link for a new password
            </Button>
            <Button disabled={data?.secondFactor !== true} onClick={removeFactor}>
              Remove the second factor
            </Button>
            <Button disabled={(data?.sessions.length ?? 0) === 0} onClick={signOut}>
              Sign out everywhere
            </Button>
          </SpaceBetween>
          <Box color="text-body-secondary">
            Making a link signs the user out. The old password works until the new one is chosen.
          </Box>
        </SpaceBetween>
        {link !== null && (
          <Alert type="success" header="Give this link to the user">
            <SpaceBetween size="xs">
              <div>It is good once, until {timeText(link.expires)}, and not shown again.</div>
              <CopyToClipboard
                variant="inline"
                textToCopy={link.url}
                textToDisplay={link.url}
                copySuccessText="Copied"
                copyErrorText="Copying failed"
              />
            </SpaceBetween>
          </Alert>
        )}
        {data !== null && (
          <StatusIndicator type={data.secondFactor ? "success" : "stopped"}>
            Second factor {data.secondFactor ? "on" : "off"}
          </StatusIndicator>
        )}
        <SessionsTable
          sessions={data?.sessions ?? []}
          loading={data === null && loading}
          description="Where the user is signed in to the pages."
        />
      </SpaceBetween>
    </Modal>
  );
}
