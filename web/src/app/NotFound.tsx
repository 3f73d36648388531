/** What is shown where no page is. */

import { useEffect } from "react";
import { Notice } from "../ui/Notice";
import { Link } from "./router";

export function NotFound({ path }: { path: string }) {
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
