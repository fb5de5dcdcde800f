/** What a web hook's configuration holds. */
import { textField, urlField } from "@flipwatch/core";
import * as z from "zod";
import type { ChannelConfig } from "../deps.ts";

const header = textField("a header value in one line", (value) => !/[\r\n\0]/.test(value));
const headerName = textField("a header name", (value) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value));

export const webhookFields = z.object({
  /** May hold a secret in its path or query. */
  url: urlField(),
  /** Sent along; values may be secrets. */
  headers: z.record(headerName, header).optional(),
  /** Signs every request, so that the receiver can tell that it is ours and new. */
  secret: textField("a secret of 16 to 256 characters", (value) => value.length >= 16 && value.length <= 256).optional(),
});
export type WebhookConfig = ChannelConfig<typeof webhookFields>;
