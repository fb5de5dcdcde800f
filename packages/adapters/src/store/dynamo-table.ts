/** The table on DynamoDB, by the SDK's document client. Decides nothing: maps the port to requests, and answers and errors back. */
import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/lib-dynamodb";
import {
  type Condition,
  FlipwatchError,
  type IndexName,
  type Item,
  indexes,
  type Key,
  type Page,
  type RangeQuery,
  type Table,
} from "@flipwatch/core";
import { refuseKey, refuseLarge, shown, storeError, tooLarge } from "./store-error.ts";
import { pageLimit } from "./table-schema.ts";

export interface DynamoTableOptions {
  tableName: string;
  /** Ready-made; otherwise one is made of `connection`. */
  client?: DynamoDBDocumentClient;
  connection?: DynamoDBClientConfig;
}

/** BatchGetItem takes 100 keys a request (DynamoDB API Reference, BatchGetItem). */
const BATCH_KEYS = 100;
/** BatchGetItem may leave keys unprocessed. This many answers in a row without a single item, half a second, and the store counts as unavailable. */
const IDLE_ROUNDS = 6;
const IDLE_WAIT_MS = 16;

export function createDynamoTable(options: DynamoTableOptions): Table {
  const client = options.client ?? createDocumentClient(options.connection);
  const table = { TableName: options.tableName };
  const query = (range: RangeQuery, keys: { pk: string; sk: string }, more: Partial<QueryCommandInput>) =>
    emptyRange(range)
      ? { items: [] }
      : attempt(`query ${range.pk}`, async () =>
          pageOf(await client.send(new QueryCommand({ ...table, ...rangeInput(range, keys), ...more }))),
        );

  return {
    async get(key) {
      refuseKey(key);
      const found = await attempt(`get ${shown(key)}`, () =>
        client.send(new GetCommand({ ...table, Key: keyOf(key), ConsistentRead: true })),
      );
      return found.Item as Item | undefined;
    },
    async getMany(keys) {
      keys.forEach(refuseKey);
      const distinct = [...new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), keyOf(key)])).values()];
      const batches = Array.from({ length: Math.ceil(distinct.length / BATCH_KEYS) }, (_, index) =>
        distinct.slice(index * BATCH_KEYS, (index + 1) * BATCH_KEYS),
      );
      const found: Item[] = [];
      for (const batch of batches) found.push(...(await getBatch(client, options.tableName, batch)));
      return found;
    },
    async put(item, condition) {
      refuseKey(item);
      refuseLarge(item);
      return putItem(client, { ...table, Item: item, ...(condition && conditionInput(condition)) }, item);
    },
    async remove(key) {
      refuseKey(key);
      await attempt(`remove ${shown(key)}`, () => client.send(new DeleteCommand({ ...table, Key: keyOf(key) })));
    },
    async query(range) {
      return query(range, { pk: "pk", sk: "sk" }, { ConsistentRead: true });
    },
    async queryIndex(index: IndexName, range) {
      return query(range, indexes[index], { IndexName: index });
    },
  };
}

/** Fields that are `undefined` are left out instead of refused. Requests are tried again by the SDK, as `connection.maxAttempts` says. */
export function createDocumentClient(connection: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(connection), { marshallOptions: { removeUndefinedValues: true } });
}

function keyOf({ pk, sk }: Key): Key {
  return { pk, sk };
}

async function attempt<T>(doing: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw error instanceof FlipwatchError ? error : storeError(doing, error);
  }
}

async function putItem(client: DynamoDBDocumentClient, input: PutCommandInput, key: Key): Promise<boolean> {
  try {
    await client.send(new PutCommand(input));
    return true;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    if (name === "ConditionalCheckFailedException") return false;
    throw name === "ValidationException" && /item size/i.test(message) ? tooLarge(key, error) : storeError(`put ${shown(key)}`, error);
  }
}

function conditionInput(condition: Condition): Partial<PutCommandInput> {
  if ("absent" in condition || ("equals" in condition && condition.equals === undefined))
    return { ConditionExpression: "attribute_not_exists(pk)" };
  const ExpressionAttributeNames = { "#attribute": condition.attribute };
  if ("below" in condition) {
    return {
      ConditionExpression: "attribute_not_exists(pk) OR #attribute < :below",
      ExpressionAttributeNames,
      ExpressionAttributeValues: { ":below": condition.below },
    };
  }
  return {
    ConditionExpression: "#attribute = :equals",
    ExpressionAttributeNames,
    ExpressionAttributeValues: { ":equals": condition.equals },
  };
}

/** An answer is cut at 16 MB (API Reference, BatchGetItem) or when throttled; so the wait grows only while nothing comes at all. */
async function getBatch(client: DynamoDBDocumentClient, tableName: string, keys: readonly Key[]): Promise<Item[]> {
  const found: Item[] = [];
  let left: readonly Key[] = keys;
  for (let idleRounds = 0; left.length > 0; ) {
    const input = { RequestItems: { [tableName]: { Keys: [...left], ConsistentRead: true } } };
    const answer = await attempt(`get ${left.length} items`, () => client.send(new BatchGetCommand(input)));
    const unprocessed = (answer.UnprocessedKeys?.[tableName]?.Keys ?? []) as Key[];
    idleRounds = unprocessed.length < left.length ? 0 : idleRounds + 1;
    found.push(...((answer.Responses?.[tableName] ?? []) as Item[]));
    left = unprocessed;
    if (idleRounds === IDLE_ROUNDS)
      throw new FlipwatchError("store-unavailable", `The store left ${left.length} of ${keys.length} items unread.`, { retryable: true });
    if (idleRounds > 0) await new Promise((resolve) => setTimeout(resolve, IDLE_WAIT_MS * 2 ** (idleRounds - 1)));
  }
  return found;
}

/** DynamoDB refuses a range whose bounds cross; the port calls it empty. */
function emptyRange({ from, to }: RangeQuery): boolean {
  return from !== undefined && to !== undefined && Buffer.compare(Buffer.from(from), Buffer.from(to)) > 0;
}

function rangeInput(range: RangeQuery, keys: { pk: string; sk: string }): Omit<QueryCommandInput, "TableName"> {
  const { from, to } = range;
  const sk =
    from !== undefined && to !== undefined
      ? "#sk BETWEEN :from AND :to"
      : from !== undefined
        ? "#sk >= :from"
        : to !== undefined
          ? "#sk <= :to"
          : undefined;
  return {
    KeyConditionExpression: sk ? `#pk = :pk AND ${sk}` : "#pk = :pk",
    ExpressionAttributeNames: { "#pk": keys.pk, ...(sk && { "#sk": keys.sk }) },
    ExpressionAttributeValues: { ":pk": range.pk, ":from": from, ":to": to },
    ScanIndexForward: !range.descending,
    Limit: pageLimit(range.limit),
    ExclusiveStartKey: range.start,
  };
}

function pageOf(answer: { Items?: Record<string, unknown>[]; LastEvaluatedKey?: Record<string, unknown> }): Page {
  const items = (answer.Items ?? []) as Item[];
  return answer.LastEvaluatedKey ? { items, next: answer.LastEvaluatedKey as Page["next"] } : { items };
}
