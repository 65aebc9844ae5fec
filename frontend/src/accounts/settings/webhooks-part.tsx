// Where notifications are posted to: addresses, their secrets, and whether they take what is sent.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { api, contentOf } from "@/api/client";
import { wordsOf } from "@/api/problem";
import { type Webhook, webhooks } from "@/notifications/queries";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { showRefusal } from "@/ui/form-errors";
import { moment } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { say } from "@/ui/toast";

export function WebhooksPart() {
  const query = useQuery(webhooks());
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Card title="Webhooks">
      <p className="text-secondary">
        What is told is posted there as JSON, signed with the webhook&rsquo;s secret. The documents of the API
        say how.
      </p>
      {secret && <SecretNote secret={secret} close={() => setSecret(null)} />}
      <Loading query={query} rows={2}>
        {({ items }) => (
          <ul className="grid gap-3">
            {items.map((webhook) => (
              <WebhookRow key={webhook.id} webhook={webhook} showSecret={setSecret} />
            ))}
          </ul>
        )}
      </Loading>
      <AddWebhook showSecret={setSecret} />
    </Card>
  );
}

function SecretNote({ secret, close }: { secret: string; close: () => void }) {
  const copy = () => navigator.clipboard.writeText(secret).then(() => say("Copied."));
  return (
    <div role="status" className="grid gap-2 rounded-md border border-caution p-3">
      <p>The secret is shown this once. Keep it where the signature is checked.</p>
      <code className="font-mono">{secret}</code>
      <div className="flex gap-2">
        <Button onClick={() => void copy()}>Copy</Button>
        <Button onClick={close}>I have it</Button>
      </div>
    </div>
  );
}

function useAgain() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["notifications"] });
}

function WebhookRow({ webhook, showSecret }: { webhook: Webhook; showSecret: (secret: string) => void }) {
  const again = useAgain();
  const params = { path: { endpoint_id: webhook.id } };
  const failed = (error: unknown) => say(wordsOf(error), { isError: true });
  const test = useMutation({
    mutationFn: () => contentOf(api.POST("/api/notifications/webhooks/{endpoint_id}/test", { params })),
    onSuccess: () => say("A test is on its way."),
    onError: failed,
    onSettled: again,
  });
  const rotate = useMutation({
    mutationFn: () => contentOf(api.POST("/api/notifications/webhooks/{endpoint_id}/rotate", { params })),
    onSuccess: ({ secret }) => showSecret(secret),
    onError: failed,
    onSettled: again,
  });
  const turn = useMutation({
    mutationFn: () =>
      contentOf(
        api.PATCH("/api/notifications/webhooks/{endpoint_id}", { params, body: { active: !webhook.active } }),
      ),
    onError: failed,
    onSettled: again,
  });
  const remove = async () => {
    await contentOf(api.DELETE("/api/notifications/webhooks/{endpoint_id}", { params })).catch(failed);
    await again();
  };
  return (
    <li className="grid gap-2 border-t border-line pt-3 first:border-0 first:pt-0">
      <p>
        <span className="font-medium">{webhook.name}</span>{" "}
        <span className="text-secondary">{webhook.url}</span>
      </p>
      <p className="text-sm text-muted">{standing(webhook)}</p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => test.mutate()} isBusy={test.isPending}>
          Test
        </Button>
        <Button onClick={() => rotate.mutate()} isBusy={rotate.isPending}>
          New secret
        </Button>
        <Button onClick={() => turn.mutate()} isBusy={turn.isPending}>
          {webhook.active ? "Pause" : "Go on"}
        </Button>
        <ConfirmButton question={`Remove ${webhook.name}?`} yes="Remove it" work={remove}>
          Remove
        </ConfirmButton>
      </div>
    </li>
  );
}

function standing({ active, disabled_because, failing_since }: Webhook): string {
  if (disabled_because) return `Switched off: ${disabled_because}`;
  if (!active) return "Paused.";
  return failing_since ? `Failing since ${moment(failing_since)}.` : "Takes what is sent.";
}

function AddWebhook({ showSecret }: { showSecret: (secret: string) => void }) {
  const again = useAgain();
  const [problem, setProblem] = useState<string | null>(null);
  const { register, handleSubmit, setError, reset, formState } = useForm({
    defaultValues: { name: "", url: "" },
  });
  const submit = handleSubmit(async ({ name, url }) => {
    setProblem(null);
    try {
      const made = await contentOf(
        api.POST("/api/notifications/webhooks", { body: { url, name: name || undefined } }),
      );
      showSecret(made.secret);
      reset();
      await again();
    } catch (error) {
      setProblem(showRefusal(error, setError, ["name", "url"]));
    }
  });
  const { errors, isSubmitting } = formState;
  return (
    <form
      onSubmit={submit}
      className="grid gap-3 border-t border-line pt-4 sm:grid-cols-[1fr_2fr_auto] sm:items-end"
      aria-label="Add a webhook"
    >
      <TextField label="Name" error={errors.name?.message} {...register("name")} />
      <TextField
        label="Address"
        type="url"
        placeholder="https://"
        error={errors.url?.message}
        {...register("url")}
      />
      <Button kind="primary" type="submit" isBusy={isSubmitting}>
        Add
      </Button>
      {problem && (
        <p role="alert" className="text-loss sm:col-span-3">
          {problem}
        </p>
      )}
    </form>
  );
}
