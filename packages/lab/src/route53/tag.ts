/** Tags of health checks and hosted zones; a health check's name in the console is its tag `Name`. */
import { AwsError, invalidInput } from "../aws/aws-error.ts";
import type { Reply } from "../aws/call.ts";
import { childrenOf, listOf, parseXml, textOf, type XmlValue } from "../aws/xml.ts";
import { bareId } from "./name.ts";
import { document } from "./reply.ts";
import type { RouteContext } from "./route.ts";

export interface TagStore {
  of(type: string, id: string): ReadonlyMap<string, string>;
  change(type: string, id: string, add: ReadonlyMap<string, string>, remove: readonly string[]): void;
  forget(type: string, id: string): void;
}

/** Tags a resource may have (Route 53 Developer Guide, tagging). */
const tagsAtMost = 50;

export function createTagStore(): TagStore {
  const tags = new Map<string, Map<string, string>>();
  const none: ReadonlyMap<string, string> = new Map();
  return {
    of: (type, id) => tags.get(`${type}/${id}`) ?? none,
    change(type, id, add, remove) {
      const next = new Map(tags.get(`${type}/${id}`));
      for (const key of remove) next.delete(key);
      for (const [key, value] of add) next.set(key, value);
      if (next.size > tagsAtMost) throw invalidInput(`A resource may have at most ${tagsAtMost} tags`);
      tags.set(`${type}/${id}`, next);
    },
    forget: (type, id) => void tags.delete(`${type}/${id}`),
  };
}

export function listTagsForResource(context: RouteContext): Reply {
  const { tagType, id } = context;
  refuseUnknown(context, id);
  return document("ListTagsForResourceResponse", { ResourceTagSet: tagSet(context, tagType, bareId(id)) });
}

export function listTagsForResources(context: RouteContext): Reply {
  const root = parseXml(context.body, "ListTagsForResourcesRequest");
  const ids = listOf(root.ResourceIds, "ResourceId").map((node) => bareId(textOf(node) ?? ""));
  if (ids.length < 1 || ids.length > 10) throw invalidInput("Invalid parameter : ResourceIds must have 1 to 10 members");
  for (const id of ids) refuseUnknown(context, id);
  return document("ListTagsForResourcesResponse", {
    ResourceTagSets: { ResourceTagSet: ids.map((id) => tagSet(context, context.tagType, id)) },
  });
}

export function changeTagsForResource(context: RouteContext): Reply {
  const root = parseXml(context.body, "ChangeTagsForResourceRequest");
  refuseUnknown(context, context.id);
  const add = listOf(root.AddTags, "Tag").map((node) => {
    const tag = childrenOf(node);
    return [textOf(tag.Key) ?? "", textOf(tag.Value) ?? ""] as const;
  });
  const remove = listOf(root.RemoveTagKeys, "Key").map((node) => textOf(node) ?? "");
  if (add.length + remove.length === 0) throw invalidInput("Invalid parameter : AddTags or RemoveTagKeys is required");
  if (add.length > 10 || remove.length > 10) throw invalidInput("Invalid parameter : at most 10 tags a request");
  if (add.some(([key]) => key.length < 1 || key.length > 128)) throw invalidInput("Invalid parameter : a tag key has 1 to 128 characters");
  context.tags.change(context.tagType, bareId(context.id), new Map(add), remove);
  return document("ChangeTagsForResourceResponse", {});
}

function refuseUnknown({ tagType, checks, state }: RouteContext, id: string): void {
  if (tagType === "healthcheck") checks.get(id);
  else if (tagType === "hostedzone") state.zone(id);
  else throw new AwsError("InvalidInput", `Invalid parameter : ResourceType must be healthcheck or hostedzone, but was ${tagType}`);
}

function tagSet({ tags }: RouteContext, type: string, id: string): XmlValue {
  const found = [...tags.of(type, id)].map(([Key, Value]) => ({ Key, Value }));
  return { ResourceType: type, ResourceId: id, Tags: { Tag: found } };
}
