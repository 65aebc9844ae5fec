// What the coach writes, as elements. Only the lexer of the library is used: nothing is ever parsed as HTML.
import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import { memo, type ReactNode } from "react";

const SAFE_LINK = /^(?:https?:|mailto:)/i;

/** Markdown as React elements; a block that did not change is not drawn again while the rest is written. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const counts = new Map<string, number>();
  return (
    <div className="grid gap-2.5">
      {lexer(text).map((token) => {
        const count = counts.get(token.type) ?? 0;
        counts.set(token.type, count + 1);
        return token.type === "space" ? null : <Block key={`${token.type}:${count}`} token={token} />;
      })}
    </div>
  );
});

const Block = memo(
  ({ token }: { token: Token }) => blockOf(token as MarkedToken),
  (before, after) => before.token.type === after.token.type && before.token.raw === after.token.raw,
);

function blockOf(token: MarkedToken): ReactNode {
  switch (token.type) {
    case "heading":
      return <p className="pt-1 text-lg font-semibold">{inline(token.tokens)}</p>;
    case "paragraph":
      return <p className="whitespace-pre-line">{inline(token.tokens)}</p>;
    case "text":
      return <p className="whitespace-pre-line">{token.tokens ? inline(token.tokens) : token.text}</p>;
    case "blockquote":
      return (
        <blockquote className="border-l-2 border-line pl-3 text-secondary">{blocks(token.tokens)}</blockquote>
      );
    case "list":
      return <List token={token} />;
    case "code":
      return (
        <pre
          className="overflow-x-auto rounded-md border border-line bg-ground p-3 font-mono text-sm"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways can be scrolled by keys
          tabIndex={0}
        >
          {token.text}
        </pre>
      );
    case "table":
      return <Table token={token} />;
    case "hr":
      return <hr className="border-line" />;
    case "def":
      return null;
    default:
      return <p className="whitespace-pre-line">{token.raw.trim()}</p>;
  }
}

function blocks(tokens: readonly Token[]): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have nothing but their place
  return tokens.map((token, place) => <Block key={place} token={token} />);
}

function List({ token }: { token: Tokens.List }) {
  const items = token.items.map((item, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items of one text have nothing but their place
    <li key={place} className="pl-1">
      {item.task && <input type="checkbox" checked={item.checked} disabled className="mr-2" />}
      {item.tokens.map((part, at) =>
        part.type === "text" && "tokens" in part ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have nothing but their place
          <span key={at}>{inline(part.tokens ?? [])}</span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have nothing but their place
          <Block key={at} token={part} />
        ),
      )}
    </li>
  ));
  const look = "grid gap-1 pl-5 marker:text-muted";
  if (!token.ordered) return <ul className={`list-disc ${look}`}>{items}</ul>;
  return (
    <ol className={`list-decimal ${look}`} start={Number(token.start) || 1}>
      {items}
    </ol>
  );
}

function Table({ token }: { token: Tokens.Table }) {
  const side = (cell: Tokens.TableCell) => (cell.align === "right" ? "text-right" : "text-left");
  return (
    <div
      className="overflow-x-auto"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways can be scrolled by keys
      tabIndex={0}
    >
      <table className="figures text-sm">
        <thead>
          <tr className="border-b border-line text-secondary">
            {token.header.map((cell, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells of one text have nothing but their place
              <th key={place} className={`px-3 py-1 font-medium ${side(cell)}`}>
                {inline(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of one text have nothing but their place
            <tr key={line} className="border-b border-line/50">
              {row.map((cell, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells of one text have nothing but their place
                <td key={place} className={`px-3 py-1 ${side(cell)}`}>
                  {inline(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inline(tokens: readonly Token[]): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have nothing but their place
  return tokens.map((token, place) => <Inline key={place} token={token as MarkedToken} />);
}

function Inline({ token }: { token: MarkedToken }): ReactNode {
  switch (token.type) {
    case "strong":
      return <strong className="font-semibold">{inline(token.tokens)}</strong>;
    case "em":
      return <em>{inline(token.tokens)}</em>;
    case "del":
      return <del>{inline(token.tokens)}</del>;
    case "codespan":
      return <code className="rounded bg-raised px-1 font-mono text-[0.92em]">{token.text}</code>;
    case "br":
      return <br />;
    case "link":
      return <Anchor address={token.href}>{inline(token.tokens)}</Anchor>;
    case "image":
      return <Anchor address={token.href}>{token.text || token.href}</Anchor>;
    case "escape":
      return token.text;
    case "text":
      return token.tokens ? inline(token.tokens) : token.text;
    default:
      return token.raw;
  }
}

/** A link only to the web or to mail; any other address stays words. */
function Anchor({ address, children }: { address: string; children: ReactNode }) {
  if (!SAFE_LINK.test(address)) return <span>{children}</span>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" className="text-primary underline">
      {children}
    </a>
  );
}
