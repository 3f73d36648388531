/** Routes. Every page is its own chunk; the console's component library loads only with its pages. */

import { lazy, Suspense, useEffect, type ReactNode } from "react";
import { Notice } from "../ui/Notice";
import { ErrorBoundary } from "./ErrorBoundary";
import { Link, navigate, signInPath, useLocation } from "./router";
import { SessionProvider, useSession } from "./session";

const Landing = lazy(() => import("../console/LandingPage"));
const SignIn = lazy(() => import("../console/SignInPage"));
const Contacts = lazy(() => import("../console/ContactsPage"));
const ContactDetails = lazy(() => import("../console/ContactDetailsPage"));
const Agent = lazy(() => import("../agent/AgentPage"));
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

function NotFound({ path }: { path: string }) {
  useEffect(() => {
    document.title = "Page not found · Carillon";
  }, []);
  return (
    <Notice
      icon="bell"
      title="There is no such page"
      actions={
        <Link className="button primary" href="/">
          To the start page
        </Link>
      }
    >
      <p>
        Nothing is served at <code>{path}</code>.
      </p>
    </Notice>
  );
}

function contactId(path: string): string | null {
  const match = /^\/contacts\/([^/]+)\/?$/.exec(path);
  if (match?.[1] === undefined) return null;
  try {
    return decodeURIComponent(match[1]);
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
    case "/contacts":
      return (
        <Private>
          <Contacts />
        </Private>
      );
    default: {
      const id = contactId(path);
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
