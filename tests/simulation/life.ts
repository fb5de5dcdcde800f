/** The life of one invocation. It may end at any step, before a call has its effect or right after: then nothing more of it happens, as when a process is gone. */
import type { Asker, Channel, Clock, NameServers, Publisher, Table, WakeUps } from "@flipwatch/core";
import { aroundTable } from "./around-table.ts";

export class Life {
  /** Steps begun so far: two a call, before and after its effect. */
  steps = 0;
  /** Resolves when it is over. */
  readonly ended: Promise<void>;
  #end: () => void = () => undefined;
  #isOver = false;
  readonly #diesAt: number;

  constructor(diesAt: number = Number.POSITIVE_INFINITY) {
    this.#diesAt = diesAt;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  kill(): void {
    this.#isOver = true;
    this.#end();
  }

  async call<T>(effect: () => Promise<T>): Promise<T> {
    await this.#step();
    const result = await effect();
    await this.#step();
    return result;
  }

  #step(): Promise<void> {
    this.steps += 1;
    if (this.steps >= this.#diesAt) this.kill();
    // A dead process goes on with nothing: no error handling, no cleaning up.
    return this.#isOver ? new Promise(() => undefined) : Promise.resolve();
  }
}

export function mortalTable(table: Table, life: Life): Table {
  return aroundTable(table, (_call, effect) => life.call(effect));
}

export function mortalClock(clock: Clock, life: Life): Clock {
  return { now: () => clock.now(), until: (at, signal) => life.call(() => clock.until(at, signal)) };
}

export function mortalAsker(asker: Asker, life: Life): Asker {
  return { ask: (question) => life.call(() => asker.ask(question)), close: () => asker.close() };
}

export function mortalNameServers(nameServers: NameServers, life: Life): NameServers {
  return { of: (target) => life.call(() => nameServers.of(target)) };
}

export function mortalWakeUps(wakeUps: WakeUps, life: Life): WakeUps {
  return { wake: (shard, deduplication) => life.call(() => wakeUps.wake(shard, deduplication)) };
}

export function mortalPublisher(publisher: Publisher, life: Life): Publisher {
  return { publish: (event) => life.call(() => publisher.publish(event)) };
}

export function mortalChannel(channel: Channel, life: Life): Channel {
  return { ...traitsOf(channel), send: (event, options) => life.call(() => channel.send(event, options)) };
}

function traitsOf({ id, dedupes, audience }: Channel): Pick<Channel, "id" | "dedupes" | "audience"> {
  return { id, dedupes, audience };
}
