/** A full-page message: not found, failed, nothing here. */

import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon";

export function Notice(props: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <main className="notice">
      <span className="notice-icon">
        <Icon name={props.icon} size={32} />
      </span>
      <h1 tabIndex={-1}>{props.title}</h1>
      <div className="notice-text">{props.children}</div>
      {props.actions !== undefined && <div className="notice-actions">{props.actions}</div>}
    </main>
  );
}
