/** The users of the instance: find, make, change, help with access, delete. */

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Header from "@cloudscape-design/components/header";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useCallback, useEffect, useState } from "react";
import { navigate } from "../app/router";
import { useSession } from "../app/session";
import { operation } from "../protocol/account";
import { errorText } from "../protocol/http";
import { choices, nameOf, personName, searchUsers, type FoundUser } from "./people";
import { PageNumbers, usePages } from "./Pages";
import { Shell } from "./Shell";
import { useFetched } from "./useFetched";
import { UserAccess } from "./UserAccess";
import { UserForm } from "./UserForm";

const typingPauseMs = 350;

type Doing = { what: "create" } | { what: "change" | "access" | "delete"; user: FoundUser };

function DeleteUser(props: {
  csrf: string;
  user: FoundUser;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { csrf, user, onDone, onCancel } = props;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = () => {
    setBusy(true);
    operation(csrf, "DeleteUser", { UserId: user.Id }).then(onDone, (error: unknown) => {
      setBusy(false);
      setProblem(errorText(error));
    });
  };
  return (
    <Modal
      visible
      header={`Delete ${user.Username}?`}
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onCancel}>Cancel</Button>
            <Button variant="primary" loading={busy} onClick={run}>
              Delete
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {problem !== null && <Alert type="error">{problem}</Alert>}
        <div>
          The user is signed out and can no longer sign in. Contacts that the user handled stay.
        </div>
      </SpaceBetween>
    </Modal>
  );
}

export default function UsersPage() {
  const { state } = useSession();
  const session = state.phase === "signedIn" ? state.session : null;
  const csrf = session?.csrf ?? "";
  const may = (permission: string) => session?.permissions.includes(permission) === true;
  const [text, setText] = useState("");
  const [asked, setAsked] = useState("");
  const pages = usePages();
  const { token, reset } = pages;
  const [doing, setDoing] = useState<Doing | null>(null);

  useEffect(() => {
    const timer = setTimeout(() => {
      setAsked(text);
      reset();
    }, typingPauseMs);
    return () => clearTimeout(timer);
  }, [text, reset]);

  const load = useCallback(() => searchUsers(csrf, asked, token), [csrf, asked, token]);
  const { data, loading, problem, reload } = useFetched(load, null);
  const loadChoices = useCallback(() => choices(csrf), [csrf]);
  const given = useFetched(loadChoices, null);
  const next = data?.NextToken ?? null;
  const done = () => {
    setDoing(null);
    reload();
  };

  const columns = [
    {
      id: "login",
      header: "Login",
      isRowHeader: true,
      cell: (user: FoundUser) => user.Username,
      minWidth: 140,
    },
    { id: "name", header: "Name", cell: personName, minWidth: 160 },
    {
      id: "routing",
      header: "Routing profile",
      cell: (user: FoundUser) => nameOf(given.data?.routingProfiles, user.RoutingProfileId),
      minWidth: 160,
    },
    {
      id: "security",
      header: "Security profiles",
      cell: (user: FoundUser) =>
        (user.SecurityProfileIds ?? [])
          .map((id) => nameOf(given.data?.securityProfiles, id))
          .join(", "),
      minWidth: 160,
    },
    {
      id: "actions",
      header: "Actions",
      cell: (user: FoundUser) => (
        <ButtonDropdown
          variant="inline-icon"
          ariaLabel={`Actions for ${user.Username}`}
          expandToViewport
          items={[
            {
              id: "change",
              text: "Change",
              disabled: !may("Users.Edit") || given.data === null,
            },
            { id: "access", text: "Password and sessions", disabled: !may("Users.Edit") },
            { id: "delete", text: "Delete", disabled: !may("Users.Delete") },
          ]}
          onItemClick={({ detail }) =>
            setDoing({ what: detail.id as "change" | "access" | "delete", user })
          }
        />
      ),
      minWidth: 90,
    },
  ];

  return (
    <Shell title="Users">
      <SpaceBetween size="m">
        {problem !== null && (
          <Alert
            type="error"
            header={
              problem.status === 403 ? "You may not see users" : "The users could not be loaded"
            }
            action={<Button onClick={reload}>Try again</Button>}
          >
            {problem.message}
          </Alert>
        )}
        <Table
          variant="container"
          trackBy="Id"
          items={data?.Users ?? []}
          columnDefinitions={columns}
          loading={data === null && loading}
          loadingText="Loading the users"
          header={
            <Header
              variant="h1"
              {...(data?.ApproximateTotalCount === undefined
                ? {}
                : { counter: `(${data.ApproximateTotalCount})` })}
              description="Agents, supervisors and administrators of this instance."
              actions={
                <SpaceBetween direction="horizontal" size="s">
                  <Button iconName="refresh" ariaLabel="Refresh" onClick={reload} />
                  <Button disabled={!may("Users.Create")} onClick={() => navigate("/users/import")}>
                    Import CSV
                  </Button>
                  <Button
                    variant="primary"
                    disabled={!may("Users.Create") || given.data === null}
                    onClick={() => setDoing({ what: "create" })}
                  >
                    New user
                  </Button>
                </SpaceBetween>
              }
            >
              Users
            </Header>
          }
          filter={
            <TextFilter
              filteringText={text}
              filteringPlaceholder="Find by login or name"
              filteringAriaLabel="Find users"
              onChange={({ detail }) => setText(detail.filteringText)}
            />
          }
          pagination={<PageNumbers pages={pages} next={next} />}
          empty={
            <Box textAlign="center" padding="l">
              <b>{asked === "" ? "There are no users yet" : "Nobody fits"}</b>
              <Box color="text-body-secondary">
                {asked === ""
                  ? "Make one, or import a CSV file."
                  : "No login and no name has every word that you typed."}
              </Box>
            </Box>
          }
        />
      </SpaceBetween>
      {doing?.what === "create" && given.data !== null && (
        <UserForm
          csrf={csrf}
          choices={given.data}
          user={null}
          onDone={done}
          onCancel={() => setDoing(null)}
        />
      )}
      {doing?.what === "change" && given.data !== null && (
        <UserForm
          csrf={csrf}
          choices={given.data}
          user={doing.user}
          onDone={done}
          onCancel={() => setDoing(null)}
        />
      )}
      {doing?.what === "access" && (
        <UserAccess csrf={csrf} user={doing.user} onClose={() => setDoing(null)} />
      )}
      {doing?.what === "delete" && (
        <DeleteUser csrf={csrf} user={doing.user} onDone={done} onCancel={() => setDoing(null)} />
      )}
    </Shell>
  );
}
