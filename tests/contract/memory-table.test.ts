/** The fake, held to the same contract as the real stores. */
import { joinReads } from "@flipwatch/adapters/store/joined-reads";
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { recordsContract } from "./records.contract.ts";
import { storedContract } from "./stored.contract.ts";
import { tableContract } from "./table.contract.ts";

tableContract("memory", async () => createMemoryTable());
recordsContract("memory", async () => createMemoryTable());
storedContract("memory", async () => createMemoryTable());

// As Lambdas read.
tableContract("memory, reads joined", async () => joinReads(createMemoryTable()));
recordsContract("memory, reads joined", async () => joinReads(createMemoryTable()));
