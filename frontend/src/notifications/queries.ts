// Notifications and what is wished of them, as queries and as changes.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";

type Schemas = components["schemas"];
export type Notification = Schemas["NotificationOut"];
export type NotificationKind = Schemas["NotificationKind"];
export type Preferences = Schemas["NotificationPreferencesOut"];
export type WritePreferences = Schemas["WritePreferences"];
export type Webhook = Schemas["EndpointOut"];
export type Delivery = Schemas["DeliveryOut"];

const PAGE = 50;

export interface NotificationFilter {
  unread?: boolean;
  dismissed?: boolean;
  kind?: NotificationKind;
}

export function notificationList(filter: NotificationFilter) {
  return infiniteQueryOptions({
    queryKey: ["notifications", "list", filter],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...filter, cursor: pageParam, limit: PAGE };
      return contentOf(api.GET("/api/notifications", { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** Mark these as read; all that are there where none are named. */
export function markRead(ids: string[] | null) {
  return contentOf(
    api.POST("/api/notifications/read", {
      body: ids === null ? { until: new Date().toISOString() } : { ids },
    }),
  );
}

/** Put all aside that are there, or these back; the ids are for taking it back. */
export function dismiss(ids: string[] | null) {
  const body = ids === null ? { until: new Date().toISOString() } : { ids, dismissed: false };
  return contentOf(api.POST("/api/notifications/dismiss", { body: { dismissed: true, ...body } }));
}

export function changeNotification(id: string, change: Schemas["ChangeNotification"]) {
  const params = { path: { notification_id: id } };
  return contentOf(api.PATCH("/api/notifications/{notification_id}", { params, body: change }));
}

export function preferences() {
  return queryOptions({
    queryKey: ["notifications", "preferences"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/notifications/preferences", { signal })),
  });
}

export function writePreferences(body: WritePreferences) {
  return contentOf(api.PUT("/api/notifications/preferences", { body }));
}

export function webhooks() {
  return queryOptions({
    queryKey: ["notifications", "webhooks"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/notifications/webhooks", { signal })),
  });
}

export function deliveries() {
  return queryOptions({
    queryKey: ["notifications", "deliveries"],
    queryFn: ({ signal }) =>
      contentOf(api.GET("/api/notifications/deliveries", { params: { query: { limit: 20 } }, signal })),
  });
}
