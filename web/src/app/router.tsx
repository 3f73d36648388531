/** A small client-side router: path, query, links. The pages are few and flat. */

import { useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from "react";

const changed = "carillon:navigated";

function subscribe(listener: () => void): () => void {
  window.addEventListener("popstate", listener);
  window.addEventListener(changed, listener);
  return () => {
    window.removeEventListener("popstate", listener);
    window.removeEventListener(changed, listener);
  };
}

let navigated = false;

/**
 * After a navigation inside the page, reading goes on at the heading of the new page. Called by each page when it
 * is there, since pages load late.
 */
export function focusHeading(): void {
  if (!navigated) return;
  navigated = false;
  window.scrollTo(0, 0);
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const heading = document.querySelector<HTMLElement>("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}

export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) window.history.replaceState(null, "", to);
  else window.history.pushState(null, "", to);
  navigated = true;
  window.dispatchEvent(new Event(changed));
}

/** Path and query of the page, following navigation. */
export function useLocation(): { path: string; query: URLSearchParams } {
  const href = useSyncExternalStore(
    subscribe,
    () => window.location.pathname + window.location.search,
  );
  const mark = href.indexOf("?");
  return mark < 0
    ? { path: href, query: new URLSearchParams() }
    : { path: href.slice(0, mark), query: new URLSearchParams(href.slice(mark)) };
}

/** Whether a click should be left to the browser (new tab, download, other button). */
function isPlainClick(event: { button: number } & Record<string, unknown>): boolean {
  return (
    event.button === 0 &&
    !event["metaKey"] &&
    !event["ctrlKey"] &&
    !event["shiftKey"] &&
    !event["altKey"]
  );
}

export function Link({
  href,
  onClick,
  children,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || !isPlainClick({ ...event })) return;
    event.preventDefault();
    navigate(href);
  };
  return (
    <a {...rest} href={href} onClick={follow}>
      {children}
    </a>
  );
}

/** For Cloudscape's `onFollow`: stay in the page for our own paths. */
export function follow(event: {
  preventDefault: () => void;
  detail: { href?: string | undefined; external?: boolean };
}): void {
  const { href, external } = event.detail;
  if (href === undefined || external === true || !href.startsWith("/")) return;
  event.preventDefault();
  navigate(href);
}

/**
 * The page to go to after signing in. Only a path on this origin is taken: anything else, such as
 * `//elsewhere` or `https:`, could send a person off after they gave their password.
 */
export function safeReturn(value: string | null): string {
  if (value === null || !value.startsWith("/")) return "/";
  const url = new URL(value, window.location.origin);
  if (url.origin !== window.location.origin || url.pathname.startsWith("//")) return "/";
  if (url.pathname.startsWith("/sign-in") || url.pathname === "/new-password") return "/";
  return url.pathname + url.search;
}

export function signInPath(returnTo: string): string {
  return `/sign-in?return=${encodeURIComponent(returnTo)}`;
}
