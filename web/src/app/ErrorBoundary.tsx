/** Shows a plain page instead of nothing when rendering fails. */

import { Component, type ErrorInfo, type ReactNode } from "react";
import { Notice } from "../ui/Notice";

interface State {
  error: Error | null;
}

export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error("The page failed:", error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <Notice
        icon="alert"
        title="This page failed"
        actions={
          <button
            type="button"
            className="button primary"
            onClick={() => {
              window.location.reload();
            }}
          >
            Reload the page
          </button>
        }
      >
        <p>Your calls and data are kept by the server. Reloading usually helps.</p>
        <pre className="notice-detail">{error.message}</pre>
      </Notice>
    );
  }
}
