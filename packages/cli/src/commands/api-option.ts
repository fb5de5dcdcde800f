/** What all commands say alike that ask a Flipwatch that runs: where it is, and how they show that they may. */
import { Option } from "commander";

export function apiOption(): Option {
  const where = "where Flipwatch answers: `flipwatch run`, the lab, or a deployment by its https:// address";
  return new Option("--api <url>", `${where} (default http://127.0.0.1:4780, or FLIPWATCH_API)`);
}

/** Behind a command's own help. */
export const PROVING_HELP =
  "\nWhere `access` is configured, the secret that sessions are signed with proves that you may ask: put that of a\n" +
  "deployment into FLIPWATCH_SESSION_SECRET; for `flipwatch run` start this in its folder, or name its record by\n" +
  "FLIPWATCH_DATA.";
