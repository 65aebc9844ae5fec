import { afterEach, expect, test, vi } from "vitest";
import { inTab, keepsNothing, onDevice, watchKeeping } from "./kept";

function areas(area: Partial<Storage> | null): void {
  const get = () => {
    if (area === null) throw new DOMException("no", "SecurityError");
    return area as Storage;
  };
  vi.stubGlobal("window", {
    get localStorage() {
      return get();
    },
    get sessionStorage() {
      return get();
    },
  });
}

afterEach(() => vi.unstubAllGlobals());

test("what is kept is the device's", () => {
  const items = new Map<string, string>([["a", "1"]]);
  areas({
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
  });
  onDevice.setItem("b", "2");
  onDevice.removeItem("a");
  expect([...items]).toEqual([["b", "2"]]);
  expect(onDevice.getItem("b")).toBe("2");
  expect(keepsNothing()).toBe(false);
});

test("where there is no room this window remembers the newest, and says so", () => {
  const heard = vi.fn();
  watchKeeping(heard);
  areas({
    getItem: () => "old",
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  });
  onDevice.setItem("c", "new");
  expect(onDevice.getItem("c")).toBe("new");
  expect(onDevice.getItem("d")).toBe("old");
  expect(heard).toHaveBeenCalledOnce();
  expect(keepsNothing()).toBe(true);
});

test("where it is forbidden nothing throws, and what was taken away stays away", () => {
  areas(null);
  expect(inTab.getItem("e")).toBeNull();
  inTab.setItem("e", "1");
  expect(inTab.getItem("e")).toBe("1");
  inTab.removeItem("e");
  expect(inTab.getItem("e")).toBeNull();
});
