/** Reports: the list of saved ones, or the one that the address names. */

import { navigate, useLocation } from "../../app/router";
import { blank, kinds, linkOf } from "./words";
import { ReportEditor } from "./ReportEditor";
import { ReportList } from "./ReportList";
import { ownZone } from "../zones";
import type { ReportKind } from "../../protocol/reports";

export interface ReportRights {
  csrf: string;
  /** Kinds that the person may see. */
  kinds: ReportKind[];
  create: boolean;
  lists: { published: boolean; all: boolean };
}

export default function ReportsTab({ rights }: { rights: ReportRights }) {
  const { query } = useLocation();
  const named = query.get("report");
  const fresh = kinds.find(({ value }) => value === query.get("new"))?.value;
  const back = () => navigate("/performance?reports");
  if (fresh !== undefined && rights.kinds.includes(fresh)) {
    return (
      <ReportEditor
        key={fresh}
        rights={rights}
        id={null}
        initial={blank(fresh, ownZone())}
        onSaved={(saved) => navigate(linkOf(saved.id))}
        onBack={back}
      />
    );
  }
  if (named !== null) {
    return (
      <ReportEditor
        key={named}
        rights={rights}
        id={named}
        initial={null}
        onSaved={(saved) => navigate(linkOf(saved.id))}
        onBack={back}
      />
    );
  }
  return <ReportList rights={rights} onNew={(kind) => navigate(`/performance?new=${kind}`)} />;
}
