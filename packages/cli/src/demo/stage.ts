/** What the walk-through plays on: the lab, an AWS client pointed at it, a visitor, and the record of events so far. */
import type { Route53Client } from "@aws-sdk/client-route-53";
import type { FlipwatchEvent } from "@flipwatch/core";
import type { Lab } from "@flipwatch/lab/lab";
import { createVisitor, type Visitor } from "./clients.ts";
import { route53At } from "./records.ts";

export interface Stage {
  lab: Lab;
  route53: Route53Client;
  visitor: Visitor;
  /** Events in the order of recording; grows while the walk-through goes on. */
  record: { readonly events: FlipwatchEvent[] };
  zoneId: string;
  checks: { primary: string; secondary: string };
  /** The pair's last event number when HTTP was blocked, and when it was restored: what follows belongs to that way of the flip. */
  began: { failover: number; failback: number };
}

export function createStage(lab: Lab): Stage {
  return {
    lab,
    route53: route53At(lab.addresses.endpoint),
    visitor: createVisitor(lab),
    record: { events: [] },
    zoneId: "",
    checks: { primary: "", secondary: "" },
    began: { failover: 0, failback: 0 },
  };
}

export async function clearStage(stage: Stage): Promise<void> {
  stage.route53.destroy();
  await stage.visitor.close();
}
