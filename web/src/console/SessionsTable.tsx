/** Where somebody is signed in. */

import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";
import type { SignedInSession } from "../protocol/account";
import { browserText } from "./browsers";
import { timeText } from "./record";

export function SessionsTable(props: {
  sessions: SignedInSession[];
  loading: boolean;
  description: string;
  onEnd?: (session: SignedInSession) => void;
}) {
  const { sessions, onEnd } = props;
  return (
    <Table
      variant="container"
      trackBy="id"
      items={sessions}
      loading={props.loading}
      loadingText="Loading the sessions"
      header={
        <Header variant="h2" counter={`(${sessions.length})`} description={props.description}>
          Sessions
        </Header>
      }
      empty={
        <Box textAlign="center" padding="m" color="text-body-secondary">
          Nobody is signed in.
        </Box>
      }
      columnDefinitions={[
        {
          id: "browser",
          header: "Browser",
          isRowHeader: true,
          cell: (it) => (
            <>
              {browserText(it.agent)} {it.current === true && <Badge color="green">This one</Badge>}
            </>
          ),
        },
        { id: "address", header: "From", cell: (it) => it.address },
        { id: "created", header: "Signed in", cell: (it) => timeText(it.created) },
        { id: "used", header: "Last used", cell: (it) => timeText(it.used) },
        ...(onEnd === undefined
          ? []
          : [
              {
                id: "end",
                header: "",
                cell: (it: SignedInSession) => (
                  <Button
                    variant="inline-link"
                    ariaLabel={`End the session of ${browserText(it.agent)} from ${it.address}`}
                    onClick={() => onEnd(it)}
                  >
                    End
                  </Button>
                ),
              },
            ]),
      ]}
    />
  );
}
