/** A region's provider: what the home's has in `sst.config.ts`, its tags, accounts and roles, for another region. Pulumi hands none of that on by itself. */

/** `name`: of the provider among the app's resources. */
export function regionProvider(name: string, region: string): aws.Provider {
  return new aws.Provider(name, { ...homeSettings(), region });
}

/** As SST tells Pulumi of them: `aws:defaultTags` and so on, what is no text as JSON. */
function homeSettings(): aws.ProviderArgs {
  const settings = Object.entries($util.runtime.allConfig()).flatMap(([key, text]) => {
    const [of, setting = ""] = key.split(":");
    return of === "aws" ? [[setting, settingOf(text)] as const] : [];
  });
  return Object.fromEntries(settings);
}

function settingOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
