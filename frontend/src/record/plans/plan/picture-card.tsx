// The plan as a picture, as the server draws it: to look at, to take along, to attach.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, contentOf, download, fileOf } from "@/api/client";
import { wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";
import { useLook } from "@/ui/look";
import { Card, ErrorNote, Skeleton } from "@/ui/page";
import { say } from "@/ui/toast";
import { attachPictures } from "../changes";
import { type Plan, plansChanged } from "../queries";

export function PictureCard({ plan }: { plan: Plan }) {
  const [isWanted, want] = useState(false);
  const hidesMoney = useLook((look) => look.hidesMoney);
  const isShown = isWanted && !hidesMoney;
  const queries = useQueryClient();
  const path = `/api/trading/plans/${plan.id}/picture`;
  const fail = (error: unknown) => say(wordsOf(error), { isError: true });
  const keep = async () => {
    const params = { path: { plan_id: plan.id } };
    const { id } = await contentOf(api.POST("/api/trading/plans/{plan_id}/picture", { params }));
    await attachPictures(plan.id, [id]);
    await plansChanged(queries);
    say("Attached");
  };
  return (
    <Card
      title="As a picture"
      actions={
        <Button
          kind="quiet"
          className="text-sm"
          aria-expanded={isShown}
          disabled={hidesMoney}
          onClick={() => want(!isShown)}
        >
          {isShown ? "Hide" : "Draw it"}
        </Button>
      }
    >
      {isShown ? (
        <>
          <Drawn plan={plan} path={`${path}?format=svg`} />
          <div className="flex flex-wrap gap-2">
            <Button className="text-sm" onClick={() => void download(`${path}?format=png`).catch(fail)}>
              <Icon name="download" />
              Save
            </Button>
            <Button className="text-sm" onClick={() => void keep().catch(fail)}>
              <Icon name="pin" />
              Attach to the plan
            </Button>
          </div>
        </>
      ) : (
        <p className="text-sm text-secondary">
          {hidesMoney
            ? "It shows what is at risk in money, which is hidden now."
            : "To send it to somebody, or to keep it with the plan."}
        </p>
      )}
    </Card>
  );
}

function Drawn({ plan, path }: { plan: Plan; path: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["plan picture", plan.id, plan.version],
    queryFn: () => fileOf(path),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const url = data?.url;
  useEffect(() => {
    if (url) return () => URL.revokeObjectURL(url);
  }, [url]);
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />;
  if (url === undefined) return <Skeleton rows={4} />;
  return (
    <img
      src={url}
      alt={`The plan ${plan.title}: entry, stop and targets`}
      className="w-full rounded-md border border-line bg-white"
    />
  );
}
