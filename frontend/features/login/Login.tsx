"use client";

import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, type FormEvent } from "react";

import { Mark } from "@/components/shell/Mark";
import { ApiError } from "@/lib/api/error";
import { logIn } from "@/lib/api/logIn";
import { useSession } from "@/lib/api/session";
import { safeReturn, useQueryParam } from "@/lib/url";

import classes from "./login.module.css";

function message(error: unknown): string {
  if (!(error instanceof ApiError)) return "The server cannot be reached. Try again in a moment.";
  if (error.status === 401 || error.status === 422)
    return "E-mail or password is wrong. Check both and try again.";
  if (error.status === 429) return "Too many attempts. Wait a minute and try again.";
  return error.detail || error.title;
}

export function Login() {
  const router = useRouter();
  const session = useSession();
  const next = safeReturn(useQueryParam("next"));
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const password = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (session) router.replace(next);
  }, [session, next, router]);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setWrong(null);
    try {
      await logIn(String(form.get("email")).trim(), String(form.get("password")));
    } catch (error) {
      setWrong(message(error));
      setBusy(false);
      password.current?.select();
    }
  };

  return (
    <main className={classes.page}>
      <form className={classes.form} onSubmit={(event) => void submit(event)}>
        <div className={classes.brand}>
          <Mark size={26} />
          Powerlytics
        </div>
        <h1>Log in</h1>
        <p className={classes.lead}>Energy answers in which every number carries its proof.</p>
        <TextInput
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          autoFocus
          required
          withAsterisk={false}
          size="md"
        />
        <PasswordInput
          ref={password}
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          size="md"
          error={wrong}
          errorProps={{ role: "alert" }}
        />
        <Button type="submit" size="md" loading={busy} fullWidth>
          Log in
        </Button>
      </form>
    </main>
  );
}
