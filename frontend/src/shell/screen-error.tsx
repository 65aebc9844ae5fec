// A screen that failed, and an address that leads nowhere.
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { EmptyState, ErrorNote, Page } from "@/ui/page";

export function ScreenError({ error, reset }: ErrorComponentProps) {
  return (
    <Page title="This page has a fault">
      <ErrorNote error={error} retry={reset} />
    </Page>
  );
}

export function NotFound() {
  return (
    <Page title="Nothing is here">
      <EmptyState title="No page has this address.">
        <Link to="/coach" className="text-primary underline">
          Go to the coach
        </Link>
      </EmptyState>
    </Page>
  );
}
