/** What a web hook's configuration holds. */
import { textField, urlField } from "@flipwatch/core";
import * as z from "zod";

const header = textField("a header value in one line", (value) => !/[\r\n\0]/.test(value));
const headerName = textField("a header name", (value) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value));

export const webhookFields = z.object({
  /** May hold a secret in its path or query. */
  url: urlField(),
  /** Sent along; values may be secrets. */
  headers: z.record(headerName, header).optional(),
});
export type WebhookConfig = z.output<typeof webhookFields> & { name: string };
