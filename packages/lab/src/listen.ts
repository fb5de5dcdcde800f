/** Taking a TCP port of 127.0.0.1, with an error that says which flag moves it. */
import type { Server } from "node:net";
import { FlipwatchError } from "@flipwatch/core";

/** Resolves with the port that was taken; 0 asks for a free one. Throws `address-in-use`. */
export function listenOn(server: Server, port: number, what: string, flag: "--port" | "--dns-port"): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => reject(addressInUse(error, what, flag, port));
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", failed);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

/** The error for people where the port is busy; any other error as it is. */
export function addressInUse(error: unknown, what: string, flag: "--port" | "--dns-port", port: number): unknown {
  const { code, port: busy = port } = error as { code?: string; port?: number };
  if (code !== "EADDRINUSE" && code !== "EACCES") return error;
  const why = code === "EACCES" ? "may not be used without more rights" : "is in use by another program";
  const message = `${what} cannot listen on 127.0.0.1:${busy}: the port ${why}. Choose another with ${flag}; ${flag} 0 picks a free one (npm start -- ${flag} 0).`;
  return new FlipwatchError("address-in-use", message, { cause: error });
}
