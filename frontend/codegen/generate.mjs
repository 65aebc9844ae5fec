// Writes src/api/generated from the product's own documents: `make api-types`.
// Arguments: the OpenAPI document, the events document, the folder to write into.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";

const [openapiFile, eventsFile, folder] = process.argv.slice(2);
const HEADER = "// Made by `make api-types` from the documents that the product serves. Do not edit.\n\n";
const read = (file) => JSON.parse(readFileSync(file, "utf8"));

/** A schema with its `$defs` moved to the components, so that each type is written once. */
function hoisted(schema, components) {
  const { $defs = {}, ...rest } = schema;
  for (const [name, definition] of Object.entries($defs)) components[name] = hoisted(definition, components);
  return JSON.parse(JSON.stringify(rest).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

/** The events as a document whose components are their payloads. */
function eventsDocument({ incoming, outgoing }) {
  const schemas = {};
  const list = (events) =>
    Object.fromEntries(
      Object.entries(events).map(([name, { payload }]) => [name, hoisted(payload, schemas)]),
    );
  const all = (properties) => ({
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  });
  const [sent, heard] = [list(incoming), list(outgoing)];
  schemas.ClientToServer = all(sent);
  schemas.ServerToClient = all(heard);
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
