/** What the provider's functions answer: where we are, who we are, and a policy document as AWS would have it, so that permissions can be read. */

interface Place {
  region: string;
  account: string;
}

interface StatementInput {
  sid?: string;
  effect?: string;
  actions?: string[];
  resources?: string[];
  principals?: { type: string; identifiers: string[] }[];
  conditions?: { test: string; variable: string; values: string[] }[];
}

export function answerCall(token: string, inputs: Record<string, unknown>, { region, account }: Place): Record<string, unknown> {
  switch (token) {
    case "aws:index/getRegion:getRegion":
      return { id: region, name: region, region };
    case "aws:index/getPartition:getPartition":
      return { id: "aws", partition: "aws", dnsSuffix: "amazonaws.com" };
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return { id: account, accountId: account, arn: `arn:aws:iam::${account}:user/deployer`, userId: "deployer" };
    case "aws:iam/getPolicyDocument:getPolicyDocument":
      return { ...inputs, id: "policy", json: documentOf((inputs.statements ?? []) as StatementInput[]) };
    case "aws:route53/getZone:getZone":
      return { ...inputs, id: "Z0123456789EXAMPLE", zoneId: "Z0123456789EXAMPLE", name: inputs.name };
    case "aws:ec2/getVpc:getVpc":
      return { ...inputs, id: "vpc-0example" };
    case "aws:ssm/getParameter:getParameter":
      return { ...inputs, id: "parameter", value: "ami-0example" };
    default:
      return { ...inputs, id: token };
  }
}

function documentOf(statements: readonly StatementInput[]): string {
  const Statement = statements.map(({ sid, effect = "Allow", actions = [], resources = [], principals, conditions }) => ({
    ...(sid === undefined ? {} : { Sid: sid }),
    Effect: effect,
    ...(principals === undefined ? {} : { Principal: Object.fromEntries(principals.map((one) => [one.type, one.identifiers])) }),
    Action: actions,
    ...(resources.length === 0 ? {} : { Resource: resources }),
    ...(conditions === undefined ? {} : { Condition: conditionOf(conditions) }),
  }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

function conditionOf(conditions: NonNullable<StatementInput["conditions"]>): Record<string, Record<string, string[]>> {
  const found: Record<string, Record<string, string[]>> = {};
  for (const { test, variable, values } of conditions) found[test] = { ...found[test], [variable]: values };
  return found;
}
