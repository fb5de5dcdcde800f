/**
 * The lesson's two web servers behind the firewall. Blocked means what a security group that drops means to a client: nothing comes
 * back. The kernel has completed the TCP handshake by the time we see a connection, so the silence begins one step later than in AWS,
 * and a client waits for the first byte instead of for the connection: `curl` hangs either way. Connections that were open are
 * dropped when the block begins; real groups may let tracked ones live on, which would make a blocked server look alive.
 */
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { demoPage } from "./demo-page.ts";
import type { SwitchableFirewall } from "./firewall.ts";
import { listenOn } from "./listen.ts";

export interface DemoSite {
  region: string;
  /** The availability zone that the page names. */
  zone: string;
  side: "primary" | "secondary";
  /** The address and port as the records and health checks say it. */
  endpoint: string;
}

/** The lesson's servers: primary in Frankfurt, secondary in Virginia. */
export const demoSites: readonly DemoSite[] = [
  { region: "eu-central-1", zone: "eu-central-1c", side: "primary", endpoint: "192.0.2.10:80" },
  { region: "us-east-1", zone: "us-east-1a", side: "secondary", endpoint: "192.0.2.20:80" },
];

export interface DemoServer {
  site: DemoSite;
  port: number;
  url: string;
  close(): Promise<void>;
}

/** A blocked server holds this many silent connections; the oldest is cut beyond, as a full table would. */
const MAX_HELD = 1_000;
/** What a held client has already sent, at most. */
const MAX_HELD_BYTES = 65_536;

/** `answered` is told of every page given. Throws `address-in-use` when the port is taken; 0 picks a free one. */
export async function startDemoServer(
  site: DemoSite,
  port: number,
  firewall: SwitchableFirewall,
  answered: (site: DemoSite) => void = () => {},
): Promise<DemoServer> {
  const http = createHttpServer((request, response) => {
    answered(site);
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    response.end(request.method === "HEAD" ? undefined : demoPage(site));
  });
  const gate = new Gate(http);
  const server = createServer((socket) => gate.enter(socket, firewall.blocked(site.endpoint)));
  const listening = await listenOn(server, port, `the demo page of ${site.region}`, "--port");
  const stop = firewall.onChange((endpoint, blocked) => {
    if (endpoint === site.endpoint) gate.turn(blocked);
  });
  const close = async () => {
    stop();
    gate.dropAll();
    await closed(server);
  };
  return { site, port: listening, url: `http://127.0.0.1:${listening}`, close };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Lets connections through to the web server, or holds them in silence. */
class Gate {
  private readonly http: HttpServer;
  private readonly open = new Set<Socket>();
  private readonly held = new Map<Socket, Buffer[]>();

  constructor(http: HttpServer) {
    this.http = http;
  }

  enter(socket: Socket, blocked: boolean): void {
    this.open.add(socket);
    socket.on("close", () => {
      this.open.delete(socket);
      this.held.delete(socket);
    });
    socket.on("error", () => socket.destroy());
    if (blocked) this.hold(socket);
    else this.http.emit("connection", socket);
  }

  /** Reads on, so that a client that leaves is noticed, and says nothing. */
  private hold(socket: Socket): void {
    const heard: Buffer[] = [];
    this.held.set(socket, heard);
    socket.on("data", (chunk) => {
      const size = heard.reduce((sum, part) => sum + part.length, chunk.length);
      if (size > MAX_HELD_BYTES) socket.destroy();
      else heard.push(chunk);
    });
    const [oldest] = this.held.keys();
    if (this.held.size > MAX_HELD) oldest?.destroy();
  }

  turn(blocked: boolean): void {
    if (blocked) {
      for (const socket of this.open) socket.destroy();
      return;
    }
    // A client's kernel would have kept knocking, so whoever still waits is let in.
    for (const [socket, heard] of this.held) {
      socket.pause();
      socket.removeAllListeners("data");
      if (heard.length > 0) socket.unshift(Buffer.concat(heard));
      this.http.emit("connection", socket);
      socket.resume();
    }
    this.held.clear();
  }

  dropAll(): void {
    for (const socket of this.open) socket.destroy();
  }
}
