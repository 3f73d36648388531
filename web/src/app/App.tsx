/** Routes. Every page is its own chunk; the console's component library loads only with its pages. */

import { lazy, Suspense, useEffect, type ReactNode } from "react";
import { Notice } from "../ui/Notice";
import { ErrorBoundary } from "./ErrorBoundary";
import { NotFound } from "./NotFound";
import { navigate, signInPath, useLocation } from "./router";
import { SessionProvider, useSession } from "./session";

const Landing = lazy(() => import("../console/LandingPage"));
const SignIn = lazy(() => import("../console/SignInPage"));
const Contacts = lazy(() => import("../console/ContactsPage"));
const ContactDetails = lazy(() => import("../console/ContactDetailsPage"));
const Metrics = lazy(() => import("../metrics/MetricsPage"));
const Audit = lazy(() => import("../console/AuditPage"));
const Account = lazy(() => import("../console/AccountPage"));
const NewPassword = lazy(() => import("../console/NewPasswordPage"));
const Ticket = lazy(() => import("../console/TicketPage"));
const Users = lazy(() => import("../console/UsersPage"));
const UsersImport = lazy(() => import("../console/UsersImportPage"));
const Flows = lazy(() => import("../flows/FlowsPage"));
const Flow = lazy(() => import("../flows/FlowPage"));
const Agent = lazy(() => import("../agent/AgentPage"));
const Messaging = lazy(() => import("../messaging/routes"));
const TestCall = lazy(() => import("../caller/TestCallPage"));

function Loading() {
  return (
    <div className="loading" role="status">
      <span className="spinner" aria-hidden="true" />
      <span>Loading…</span>
    </div>
  );
}

/** Shows its page only to somebody signed in; others go to the sign-in page and come back. */
function Private({ children }: { children: ReactNode }) {
  const { state, refresh } = useSession();
  const { path, query } = useLocation();
  const search = query.toString();
  const here = search === "" ? path : `${path}?${search}`;
  const signedOut = state.phase === "signedOut";

  useEffect(() => {
    if (signedOut) navigate(signInPath(here), { replace: true });
  }, [signedOut, here]);

  if (state.phase === "signedIn") return children;
  if (state.phase === "failed") {
    return (
      <Notice
        icon="alert"
        title="The server did not answer"
        actions={
          <button type="button" className="button primary" onClick={() => void refresh()}>
            Try again
          </button>
        }
      >
        <p>{state.message}</p>
      </Notice>
    );
  }
  return <Loading />;
}

/** What a path names below a folder, such as the contact of `/contacts/{id}`. */
function idBelow(folder: string, path: string): string | null {
  const match = /^(\/.+)\/([^/]+)\/?$/.exec(path);
  if (match?.[1] !== folder || match[2] === undefined) return null;
  try {
    return decodeURIComponent(match[2]);
  } catch {
    return null;
  }
}

function page(path: string): ReactNode {
  switch (path.length > 1 ? path.replace(/\/$/, "") : path) {
    case "/":
      return <Landing />;
    case "/sign-in":
      return <SignIn />;
    case "/sign-in/ticket":
      return <Ticket />;
    case "/new-password":
      return <NewPassword />;
    case "/account":
      return (
        <Private>
          <Account />
        </Private>
      );
    case "/users":
      return (
        <Private>
          <Users />
        </Private>
      );
    case "/users/import":
      return (
        <Private>
          <UsersImport />
        </Private>
      );
    case "/flows":
      return (
        <Private>
          <Flows />
        </Private>
      );
    case "/agent":
      return (
        <Private>
          <Agent />
        </Private>
      );
    case "/test-call":
      return (
        <Private>
          <TestCall />
        </Private>
      );
    case "/performance":
      return (
        <Private>
          <Metrics />
        </Private>
      );
    case "/audit":
      return (
        <Private>
          <Audit />
        </Private>
      );
    case "/contacts":
      return (
        <Private>
          <Contacts />
        </Private>
      );
    default: {
      if (path.startsWith("/messaging/") || path === "/messaging") {
        return (
          <Private>
            <Messaging path={path} />
          </Private>
        );
      }
      const flow = idBelow("/flows", path);
      const module = idBelow("/flows/modules", path);
      const shown = flow ?? module;
      if (shown !== null) {
        return (
          <Private>
            <Flow key={path} sort={flow === null ? "module" : "flow"} id={shown} />
          </Private>
        );
      }
      const id = idBelow("/contacts", path);
      if (id === null) return <NotFound path={path} />;
      return (
        <Private>
          <ContactDetails key={id} id={id} />
        </Private>
      );
    }
  }
}

export function App() {
  const { path } = useLocation();
  return (
    <SessionProvider>
      <ErrorBoundary key={path}>
        <Suspense fallback={<Loading />}>{page(path)}</Suspense>
      </ErrorBoundary>
    </SessionProvider>
  );
}
