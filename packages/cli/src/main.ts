/** `flipwatch`: the commands by name. Each command's file says what can be asked of it, and loads what does it; here is only what they share. */
import { Command } from "commander";
import { addAck } from "./commands/ack.ts";
import { addAlertTest } from "./commands/alert-test.ts";
import { addCost } from "./commands/cost.ts";
import { addDeliveries } from "./commands/deliveries.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEvents } from "./commands/events.ts";
import { addLink } from "./commands/link.ts";
import { addMute } from "./commands/mute.ts";
import { addNote } from "./commands/note.ts";
import { addResolve } from "./commands/resolve.ts";
import { addStatus } from "./commands/status.ts";
import { addDemo } from "./demo/command.ts";
import { addLab } from "./lab/command.ts";
import { EXIT, fail } from "./output/exit.ts";
import { addRun } from "./run/command.ts";
import { VERSION } from "./version.ts";

// The SDK's notice about Node 20 is for its developers; ours says which Node it needs when it starts.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const program = new Command("flipwatch")
  .description("Watches what Amazon Route 53 failover names really answer, and tells people when the answer flips and when it returns.")
  .version(VERSION)
  .showHelpAfterError("(run with --help to see what is possible)")
  .exitOverride((problem) => process.exit(problem.exitCode === 0 ? EXIT.ok : EXIT.usage));

for (const add of [
  addLab,
  addDemo,
  addRun,
  addResolve,
  addStatus,
  addEvents,
  addAck,
  addNote,
  addMute,
  addLink,
  addAlertTest,
  addDeliveries,
  addCost,
  addDoctor,
])
  add(program);

try {
  await program.parseAsync();
} catch (problem) {
  fail(problem);
}
