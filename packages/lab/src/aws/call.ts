/** What an operation gets and gives, whichever protocol carried it. */
import type { Fields } from "./fields.ts";

/** A plain value of an operation's output: dates, lists and structures are written as the protocol has them; a Map is a string map. */
export type Output =
  | string
  | number
  | boolean
  | Date
  | undefined
  | readonly Output[]
  | Map<string, string>
  | { readonly [name: string]: Output };

export interface Call {
  /** The region that the request was signed for; us-east-1 where nothing says. */
  region: string;
  requestId: string;
  /** Where the client reached the lab, for the links in replies. */
  baseUrl: string;
  /** Aborts when the client goes away or the lab closes. For operations that wait. */
  signal(): AbortSignal;
}

export type Operation = (input: Fields, call: Call) => { readonly [name: string]: Output } | Promise<{ readonly [name: string]: Output }>;
export type Operations = { readonly [name: string]: Operation };

export interface Reply {
  status: number;
  contentType: string;
  body: string | Buffer;
  headers?: Record<string, string>;
}
