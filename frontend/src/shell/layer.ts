// The one layer above the page: palette, sheet of keys, the line that logs a trade, or the question to the rulebook.
import { create } from "zustand";

export type Layer = "palette" | "help" | "log" | "may-i";

interface LayerState {
  layer: Layer | null;
  /** What the layer begins with: the line of a trade. */
  words: string;
}

export const useLayer = create<LayerState>()(() => ({ layer: null, words: "" }));

export function openLayer(layer: Layer, words = ""): void {
  useLayer.setState({ layer, words });
}

export function closeLayer(): void {
  useLayer.setState({ layer: null, words: "" });
}
