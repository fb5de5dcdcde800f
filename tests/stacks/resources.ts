/** Reads what was evaluated: by kind, by place, and roles as the permissions they come to. */
import type { Evaluated, MadeResource } from "./evaluate.ts";

export interface Allowed {
  /** Of the function that the role is for: `probe@eu-central-1`. */
  who: string;
  sid: string;
  actions: string[];
  resources: string[];
  condition?: string;
}

interface PolicyStatement {
  Sid?: string;
  Effect: string;
  Action: string[];
  Resource?: string[];
  Condition?: Record<string, Record<string, string[]>>;
}

export function ofType({ resources }: Evaluated, type: string): MadeResource[] {
  return resources.filter((one) => one.type === type);
}

export function functionsOf(evaluated: Evaluated): MadeResource[] {
  return ofType(evaluated, "aws:lambda/function:Function");
}

/** `probe@eu-central-1`. */
export function nameOf({ inputs, region }: MadeResource): string {
  return `${String(inputs.name).split("-").at(-1)}@${region}`;
}

/** What each function's role allows. Resources are shown without what differs from deployment to deployment. */
export function permissionsIn(evaluated: Evaluated): Allowed[] {
  const roles = ofType(evaluated, "aws:iam/role:Role");
  return functionsOf(evaluated).flatMap((fn) => {
    const role = roles.find(({ name }) => String(fn.inputs.role).endsWith(`/${name}`) || String(fn.inputs.role).includes(name));
    return statementsOf(role).map((statement) => allowed(nameOf(fn), statement));
  });
}

export function statementsOf(role: MadeResource | undefined): PolicyStatement[] {
  const policies = (role?.inputs.inlinePolicies ?? []) as { policy: string }[];
  return policies.flatMap(({ policy }) => (JSON.parse(policy) as { Statement: PolicyStatement[] }).Statement);
}

function allowed(who: string, { Sid = "", Action, Resource = [], Condition }: PolicyStatement): Allowed {
  const condition = Condition && JSON.stringify(Condition);
  return { who, sid: Sid, actions: Action, resources: Resource.map(shown), ...(condition === undefined ? {} : { condition }) };
}

function shown(arn: string): string {
  return arn
    .replaceAll("123456789012", "<account>")
    .replace(/-test-/g, "-<stage>-")
    .replace(/-[a-z]{8}(?=$|\.fifo$|\/)/, "");
}
