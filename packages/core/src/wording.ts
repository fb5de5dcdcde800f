/** What is said of an event, and around it on channels, under one name. */
export * from "./wording/alert-text.ts";
export * from "./wording/controls.ts";
