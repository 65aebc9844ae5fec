// One card: sign in, or make an account. The server's reasons stand at the fields.
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import { register as makeAccount, signIn, type User, whyEnded } from "@/api/sign-in";
import { LookAround } from "@/operations/demo/look-around";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { showRefusal } from "@/ui/form-errors";

interface Values {
  login: string;
  email: string;
  username: string;
  password: string;
}

const FIELDS = ["login", "email", "username", "password"];
const FIRST_MINUTE = [
  "Send a chart or one line: \u201clong ES 4500.25 stop 4490 target 4520\u201d.",
  "You get a verdict with its reasons, and it is scored when the market has decided.",
  "Log what you took. Your record then answers what you ask it.",
];

export default function SignIn({ enter }: { enter: (user: User) => void }) {
  const [isNew, setNew] = useState(false);
  const [why] = useState(whyEnded);
  return (
    <main className="grid min-h-full place-items-center p-4">
      <div className="grid w-full max-w-md gap-4 rounded-md border border-line bg-surface p-6">
        <img src="/icon.svg" alt="" width="48" height="48" />
        <h1 className="text-3xl font-semibold">Elite Trading Coach</h1>
        {why && <p role="status">{why}</p>}
        <SignInForm key={String(isNew)} isNew={isNew} enter={enter}>
          <Button kind="quiet" onClick={() => setNew(!isNew)}>
            {isNew ? "I have an account: sign in" : "New here? Make an account"}
          </Button>
        </SignInForm>
        <LookAround enter={enter} />
        <ol className="grid list-decimal gap-1 pl-5 text-sm text-secondary">
          {FIRST_MINUTE.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
      </div>
    </main>
  );
}

function SignInForm({
  isNew,
  enter,
  children,
}: {
  isNew: boolean;
  enter: (user: User) => void;
  children: ReactNode;
}) {
  const [problem, setProblem] = useState<string | null>(null);
  const { register, handleSubmit, setError, formState } = useForm<Values>();
  const submit = handleSubmit(async ({ login, email, username, password }) => {
    setProblem(null);
    try {
      enter(await (isNew ? makeAccount(email, username, password) : signIn(login, password)));
    } catch (error) {
      setProblem(showRefusal(error, setError, FIELDS));
    }
  });
  const { errors, isSubmitting } = formState;
  return (
    <form
      onSubmit={submit}
      noValidate
      className="grid gap-4"
      aria-label={isNew ? "Make an account" : "Sign in"}
    >
      {isNew ? (
        <>
          <TextField
            label="Email"
            type="email"
            autoComplete="email"
            error={errors.email?.message}
            {...register("email", NEEDED)}
          />
          <TextField
            label="Username"
            autoComplete="nickname"
            error={errors.username?.message}
            {...register("username", NEEDED)}
          />
        </>
      ) : (
        <TextField
          label="Email or username"
          autoComplete="username"
          error={errors.login?.message}
          {...register("login", NEEDED)}
        />
      )}
      <TextField
        label="Password"
        type="password"
        autoComplete={isNew ? "new-password" : "current-password"}
        error={errors.password?.message}
        {...register("password", NEEDED)}
      />
      {problem && (
        <p role="alert" className="text-loss">
          {problem}
        </p>
      )}
      <Button kind="primary" type="submit" isBusy={isSubmitting}>
        {isNew ? "Make an account" : "Sign in"}
      </Button>
      {children}
    </form>
  );
}

const NEEDED = { required: "This is needed." };
