/** What all of Flipwatch's functions have in common: arm64, a role of their own that may do what is listed and nothing else, a log that ends. */
import { type HandlerName, needs } from "./needs.ts";
import type { Statement } from "./permissions.ts";

type Output<T> = $util.Output<T>;

const RUNTIME = "nodejs24.x";
const LOGS_KEPT = "1 month";

export interface LambdaSpec {
  handler: HandlerName;
  /** A folder with `index.mjs`. */
  bundle: string;
  environment: Record<string, string | Output<string>>;
  secrets: sst.Secret[];
  statements: Statement[];
  region: string;
  url?: sst.aws.FunctionArgs["url"];
  provider?: aws.Provider;
}

export function createLambda(name: string, spec: LambdaSpec): sst.aws.Function {
  const { handler, provider } = spec;
  const functionName = `${$app.name}-${$app.stage}-${handler}`;
  const { memoryMb, timeoutSeconds } = needs[handler];
  const statements = [...spec.statements, logsOf(functionName, spec.region)];
  return new sst.aws.Function(
    name,
    {
      name: functionName,
      description: `Flipwatch: ${handler}`,
      handler: "index.handler",
      bundle: spec.bundle,
      runtime: RUNTIME,
      architecture: "arm64",
      memory: `${memoryMb} MB`,
      timeout: `${timeoutSeconds} seconds`,
      logging: { retention: LOGS_KEPT, format: "text" },
      environment: spec.environment,
      link: spec.secrets,
      ...(spec.url === undefined ? {} : { url: spec.url }),
      transform: { role: (role) => narrow(role, statements) },
    },
    provider === undefined ? {} : { provider },
  );
}

/** SST's role writes to every log group of the account and trusts the account's root: ours writes to its own log, for Lambda alone. */
function narrow(role: aws.iam.RoleArgs, statements: Statement[]): undefined {
  role.assumeRolePolicy = aws.iam.getPolicyDocumentOutput({
    statements: [{ principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }], actions: ["sts:AssumeRole"] }],
  }).json;
  role.managedPolicyArns = [];
  const document = aws.iam.getPolicyDocumentOutput({ statements });
  role.inlinePolicies = [{ name: "flipwatch", policy: document.json }];
  return undefined;
}

function logsOf(functionName: string, region: string): Statement {
  const account = aws.getCallerIdentityOutput({}).accountId;
  const partition = aws.getPartitionOutput({}).partition;
  return {
    sid: "OwnLog",
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [$interpolate`arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/${functionName}:*`],
  };
}
