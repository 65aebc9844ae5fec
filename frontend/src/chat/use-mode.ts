// The mode of a conversation as the server has it; of a new one, as it was chosen last.
import { useQuery } from "@tanstack/react-query";
import { create } from "zustand";
import type { Conversation } from "@/live/events";
import { isNewPlace } from "@/live/outbox";
import { type Mode, useConversationChanges } from "./conversations/changes";
import { conversationHead } from "./conversations/queries";

const useNewMode = create<{ mode: Mode }>()(() => ({ mode: "analysis" }));

export interface ModeOfPlace {
  conversation: Conversation | undefined;
  mode: Mode;
  change(mode: Mode): void;
}

export function useMode(place: string): ModeOfPlace {
  const isNew = isNewPlace(place);
  const { data } = useQuery({ ...conversationHead(place), enabled: !isNew });
  const chosen = useNewMode((state) => state.mode);
  const changes = useConversationChanges();
  return {
    conversation: data,
    mode: data?.mode ?? chosen,
    change: (mode) => {
      if (isNew) useNewMode.setState({ mode });
      else void changes.switchMode(place, mode);
    },
  };
}
