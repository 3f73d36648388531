/**
 * The pages of messaging by address. Each is a chunk of its own. A part with a colon stands for
 * anything. `web-assets` has the same list: its test compares them.
 */

import { lazy, type ComponentType } from "react";
import { NotFound } from "../app/NotFound";
import { parametersOf } from "./match";

/** What a page is told: the parts of its address that the colons stand for. */
export interface PageProps {
  parameters: Record<string, string>;
}

interface Route {
  path: string;
  page: ComponentType<PageProps>;
}

const routes: Route[] = [
  { path: "/messaging", page: lazy(() => import("./overview/OverviewPage")) },
  { path: "/messaging/send", page: lazy(() => import("./send/SendTestPage")) },
  { path: "/messaging/parts", page: lazy(() => import("./parts/PartsPreviewPage")) },
  { path: "/messaging/pools", page: lazy(() => import("./pools/PoolsPage")) },
  { path: "/messaging/pools/create", page: lazy(() => import("./pools/CreatePoolPage")) },
  { path: "/messaging/pools/:id", page: lazy(() => import("./pools/PoolPage")) },
  { path: "/messaging/numbers", page: lazy(() => import("./numbers/NumbersPage")) },
  { path: "/messaging/numbers/request", page: lazy(() => import("./numbers/RequestPage")) },
  { path: "/messaging/numbers/:id", page: lazy(() => import("./numbers/NumberPage")) },
  { path: "/messaging/sender-ids", page: lazy(() => import("./sender-ids/SenderIdsPage")) },
  {
    path: "/messaging/sender-ids/:country/:id",
    page: lazy(() => import("./sender-ids/SenderIdPage")),
  },
  { path: "/messaging/opt-out-lists", page: lazy(() => import("./opt-outs/OptOutListsPage")) },
  { path: "/messaging/opt-out-lists/:id", page: lazy(() => import("./opt-outs/OptOutListPage")) },
  { path: "/messaging/configuration-sets", page: lazy(() => import("./sets/SetsPage")) },
  { path: "/messaging/configuration-sets/:id", page: lazy(() => import("./sets/SetPage")) },
  {
    path: "/messaging/protect-configurations",
    page: lazy(() => import("./protect/ProtectsPage")),
  },
  {
    path: "/messaging/protect-configurations/:id",
    page: lazy(() => import("./protect/ProtectPage")),
  },
  {
    path: "/messaging/registrations",
    page: lazy(() => import("./registrations/RegistrationsPage")),
  },
  {
    path: "/messaging/registrations/:id",
    page: lazy(() => import("./registrations/RegistrationPage")),
  },
  {
    path: "/messaging/registration-reviews",
    page: lazy(() => import("./registrations/ReviewsPage")),
  },
  {
    path: "/messaging/registration-reviews/:id",
    page: lazy(() => import("./registrations/ReviewPage")),
  },
  { path: "/messaging/history", page: lazy(() => import("./history/HistoryPage")) },
  { path: "/messaging/history/:id", page: lazy(() => import("./history/MessagePage")) },
  { path: "/messaging/carriers", page: lazy(() => import("./carriers/CarriersPage")) },
];

export default function MessagingRoutes({ path }: { path: string }) {
  for (const route of routes) {
    const parameters = parametersOf(route.path, path);
    if (parameters !== null) return <route.page parameters={parameters} />;
  }
  return <NotFound path={path} />;
}
