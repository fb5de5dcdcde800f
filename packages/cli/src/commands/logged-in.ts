/** What somebody at the command line is called. */
import { userInfo } from "node:os";

export function loggedInAs(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container an id may have no name.
    return "somebody at the command line";
  }
}
