/** Subscribes people to a topic. Whoever is asked by mail confirms it once; a subscription that nobody confirmed shows as pending in SNS. */
import { protocolOf } from "@flipwatch/core";

export function subscribe(
  name: string,
  topic: $util.Output<string>,
  addresses: readonly string[],
  options: { provider?: aws.Provider } = {},
): void {
  addresses.forEach((endpoint, index) => {
    const protocol = protocolOf(endpoint);
    if (protocol !== undefined) new aws.sns.TopicSubscription(`${name}To${index}`, { topic, protocol, endpoint }, options);
  });
}
