/** What the flow learned about the contact in focus. */

import type { AgentContact } from "../protocol/types";
import { Icon } from "../ui/Icon";

export function Attributes({ contact }: { contact: AgentContact | null }) {
  const entries = Object.entries(contact?.attributes ?? {}).sort(([a], [b]) => a.localeCompare(b));
  return (
    <aside className="attributes" aria-labelledby="attributes-title">
      <h2 id="attributes-title">Contact attributes</h2>
      {contact === null ? (
        <p className="empty">
          <Icon name="list" size={22} />
          What the flow learns about a caller is shown here.
        </p>
      ) : entries.length === 0 ? (
        <p className="empty">
          <Icon name="list" size={22} />
          The flow set no attributes for this contact.
        </p>
      ) : (
        <dl>
          {entries.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value === "" ? "–" : value}</dd>
            </div>
          ))}
        </dl>
      )}
      {contact !== null && (
        <p className="contact-id">
          Contact <code>{contact.contactId}</code>
        </p>
      )}
    </aside>
  );
}
