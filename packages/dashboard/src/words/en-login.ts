/** Words for the login page. */
export const login = {
  "login.title": "Sign in",
  "login.closed": "Flipwatch shows what it knows only to people who are signed in.",
  "login.oidc": "Sign in with your organisation",
  "login.link":
    "Open the link that you were given. It may have expired: then ask whoever runs Flipwatch for a new one, which {command} makes.",
  "login.none": "Ask whoever runs Flipwatch for access.",
} as const;
