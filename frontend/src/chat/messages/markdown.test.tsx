// @vitest-environment jsdom
import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Markdown } from "./markdown";

function htmlOf(text: string): HTMLElement {
  return render(<Markdown text={text} />).container;
}

describe("what the coach writes", () => {
  it("shows markup as the words that it is", () => {
    const shown = htmlOf("<img src=x onerror=alert(1)> and <b>bold</b>\n\n<script>alert(1)</script>");
    expect(shown.querySelector("img, b, script")).toBeNull();
    expect(shown.textContent).toContain("<b>bold</b>");
    expect(shown.textContent).toContain("<script>alert(1)</script>");
  });

  it("links to the web and to mail, and to nothing else", () => {
    const shown = htmlOf(
      "[help](https://findahelpline.com) [no](javascript:alert(1)) ![chart](data:image/png;base64,xx)",
    );
    const links = [...shown.querySelectorAll("a")].map((link) => link.getAttribute("href"));
    expect(links).toEqual(["https://findahelpline.com"]);
    expect(shown.textContent).toContain("no");
    expect(shown.textContent).toContain("chart");
  });

  it("keeps lines, lists with their first number, tables and figures", () => {
    const shown = htmlOf(
      "One\ntwo\n\n3. third\n4. fourth\n\n| N | R |\n|--|--:|\n| 12 | 1.5 |\n\n`4500.25` **stop**",
    );
    expect(shown.querySelector("p")?.textContent).toBe("One\ntwo");
    expect(shown.querySelector("ol")?.getAttribute("start")).toBe("3");
    expect([...shown.querySelectorAll("td")].map((cell) => cell.textContent)).toEqual(["12", "1.5"]);
    expect(shown.querySelector("code")?.textContent).toBe("4500.25");
    expect(shown.querySelector("strong")?.textContent).toBe("stop");
  });

  it("keeps a block in place while the next one is written", () => {
    const { container, rerender } = render(<Markdown text={"First.\n\nSec"} />);
    const first = container.querySelector("p");
    rerender(<Markdown text={"First.\n\nSecond, and more"} />);
    expect(container.querySelector("p")).toBe(first);
    expect(container.textContent).toContain("Second, and more");
  });

  it("writes signs that mean something in HTML as they were", () => {
    expect(htmlOf("AT&T < 5 & \"x\" > 'y'").textContent).toBe("AT&T < 5 & \"x\" > 'y'");
  });
});
