/** What the buttons of a message are called in what Slack sends when one is pressed. */
export const ACKNOWLEDGE = "flipwatch_acknowledge";
export const MUTE = "flipwatch_mute";
/** A link; Slack tells of it all the same. */
export const OPEN = "flipwatch_open";
