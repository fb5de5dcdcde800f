/** XML in and out. Values stay the strings they are: "true", "007" and " x " are text to AWS, so nothing is guessed or trimmed. */
import { XMLBuilder, XMLParser, XMLValidator } from "fast-xml-parser";
import { AwsError } from "./aws-error.ts";

/** An element read: its text, or its children by name; repeated names give a list. */
export type XmlNode = string | { [name: string]: XmlNode | XmlNode[] };
/** An element to write; `undefined` is left out, a list repeats the name. */
export type XmlValue = string | number | boolean | Date | undefined | XmlValue[] | { [name: string]: XmlValue };

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
});
const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: "@", processEntities: true, suppressEmptyNode: false });

/** The children of the root element `root`. Throws AWS's words for what is no XML, or another document. */
export function parseXml(body: Buffer | string, root: string): Record<string, XmlNode | XmlNode[]> {
  const text = body.toString();
  // A document type could only bring entities, which no AWS client sends.
  if (text.includes("<!DOCTYPE") || XMLValidator.validate(text) !== true) throw malformed();
  const document = tidy(parser.parse(text) as XmlNode);
  const node = typeof document === "string" ? undefined : document[root];
  if (node === undefined || Array.isArray(node)) throw malformed();
  return typeof node === "string" ? {} : node;
}

/** Drops the white space between elements, which the parser keeps because text must not be trimmed. */
function tidy(node: XmlNode): XmlNode {
  if (typeof node === "string") return node;
  const names = Object.keys(node).filter((name) => name !== "#text");
  if (names.length === 0) return String(node["#text"] ?? "");
  return Object.fromEntries(
    names.map((name) => {
      const child = node[name] as XmlNode | XmlNode[];
      return [name, Array.isArray(child) ? child.map(tidy) : tidy(child)];
    }),
  );
}

function malformed(): AwsError {
  return new AwsError("MalformedInput", "The XML document is malformed or is not the document of this operation.");
}

export function textOf(node: XmlNode | XmlNode[] | undefined): string | undefined {
  return typeof node === "string" ? node : undefined;
}

export function childrenOf(node: XmlNode | XmlNode[] | undefined): Record<string, XmlNode | XmlNode[]> {
  return node === undefined || typeof node === "string" || Array.isArray(node) ? {} : node;
}

/** The members of a list element: `listOf(root.Changes, "Change")`. */
export function listOf(node: XmlNode | XmlNode[] | undefined, member: string): XmlNode[] {
  const found = childrenOf(node)[member];
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
}

/** A whole document, elements in the order of the object's keys, as AWS's own order is part of its schema. */
export function writeXml(root: string, namespace: string | undefined, content: XmlValue): string {
  const children = plain(content);
  const attributes = namespace ? { "@xmlns": namespace } : {};
  const body = typeof children === "object" ? { ...attributes, ...children } : { ...attributes, "#text": children };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: body })}`;
}

function plain(value: XmlValue): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object") return String(value ?? "");
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, child]) => child !== undefined)
      .map(([name, child]) => [name, plain(child)]),
  );
}
