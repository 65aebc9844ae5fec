// At the sign-in: looking around as the demo trader, by one press, where the server offers it.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { wordsOf } from "@/api/problem";
import { signInToDemo, type User } from "@/api/sign-in";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { demoOffer } from "./queries";

export function LookAround({ enter }: { enter: (user: User) => void }) {
  const { data: isOffered = false } = useQuery(demoOffer());
  return isOffered && <LookAroundButton enter={enter} />;
}

function LookAroundButton({ enter }: { enter: (user: User) => void }) {
  const [isEntering, setEntering] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const look = async () => {
    if (isEntering) return;
    setEntering(true);
    setProblem(null);
    try {
      enter(await signInToDemo());
    } catch (error) {
      setProblem(wordsOf(error));
      setEntering(false);
    }
  };
  useKeys({ d: () => void look() });
  return (
    <div className="grid gap-2 border-t border-line pt-4">
      {problem && (
        <p role="alert" className="text-loss">
          {problem}
        </p>
      )}
      <Button onClick={() => void look()} isBusy={isEntering} shortcut="d">
        Look around as the demo trader
      </Button>
    </div>
  );
}
