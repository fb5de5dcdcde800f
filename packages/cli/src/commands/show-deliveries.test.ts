import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Delivery } from "@flipwatch/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deliveriesCommand } from "./show-deliveries.ts";

const NOON = Date.UTC(2026, 10, 22, 12);
const delivery: Delivery = {
  ...{ event: "failover.example.com/A#1", kind: "failover", log: "failover.example.com/A", number: 1 },
  ...{ channel: "slack:ops", state: "delivered", attempts: 1, settledAt: NOON },
};

let server: Server;
let api: string;
let said: string;

beforeEach(async () => {
  said = "";
  const keep = (text: unknown) => {
    said += String(text);
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(keep);
  vi.spyOn(process.stderr, "write").mockImplementation(keep);
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://api");
    const isThere = url.searchParams.get("channel") === "slack:ops";
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify(
        url.pathname === "/api/health"
          ? { channels: ["slack:ops", "webhook:0", "sns:0"] }
          : { deliveries: isThere ? [delivery] : [], more: false },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  server.close();
});

describe("the deliveries", () => {
  it("say of which kind the event is", async () => {
    await deliveriesCommand({ since: NOON, channel: "slack:ops", api });
    expect(said).toMatch(/slack:ops +failover\.example\.com\/A#1 +failover\n/);
  });

  it("of a channel to which nothing was settled are none", async () => {
    await deliveriesCommand({ since: NOON, channel: "webhook:0", api });
    expect(said).toContain("nothing was settled at webhook:0");
  });

  it("of a channel that there is not name those that there are", async () => {
    const asked = deliveriesCommand({ since: NOON, channel: "slack:opps", api });
    await expect(asked).rejects.toMatchObject({
      code: "config-invalid",
      message: "no channel is called slack:opps: there are slack:ops, webhook:0, sns:0",
    });
    expect(said).toBe("");
  });
});
