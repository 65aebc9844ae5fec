// Writes src/api/generated from the product's own documents: `make api-types`.
// Arguments: the OpenAPI document, the events document, the folder to write into.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";

const [openapiFile, eventsFile, folder] = process.argv.slice(2);
const HEADER = "// Made by `make api-types` from the documents that the product serves. Do not edit.\n\n";
const read = (file) => JSON.parse(readFileSync(file, "utf8"));

/** The events as a document whose components are theirs, with what is sent, acknowledged and heard by name. */
function eventsDocument({ incoming, outgoing, components }) {
  const all = (events, part) => {
    const properties = Object.fromEntries(Object.entries(events).map(([name, event]) => [name, event[part]]));
    return {
      type: "object",
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    };
  };
  const schemas = {
    ...components.schemas,
    ClientToServer: all(incoming, "payload"),
    Acknowledged: all(incoming, "acknowledgement"),
    ServerToClient: all(outgoing, "payload"),
  };
  return { openapi: "3.1.0", info: { title: "events", version: "1" }, paths: {}, components: { schemas } };
}

const options = {
  defaultNonNullable: false,
  alphabetize: true,
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
};
mkdirSync(folder, { recursive: true });
for (const [name, document] of [
  ["openapi", read(openapiFile)],
  ["events", eventsDocument(read(eventsFile))],
]) {
  writeFileSync(join(folder, `${name}.ts`), HEADER + astToString(await openapiTS(document, options)));
}
