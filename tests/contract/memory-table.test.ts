/** The fake, held to the same contract as the real stores. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { recordsContract } from "./records.contract.ts";
import { tableContract } from "./table.contract.ts";

tableContract("memory", async () => createMemoryTable());
recordsContract("memory", async () => createMemoryTable());
