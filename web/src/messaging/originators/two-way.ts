/** The form of two-way messages as the API's input. */

export interface TwoWayForm {
  on: boolean;
  to: "topic" | "contact-centre";
  topic: string;
  role: string;
}

/** The region of the contact centre: the one that is named already, or that of the ARN. */
export function regionOf(arn: string, channel: string): string {
  const named = /^connect\.([^.]+)\./.exec(channel)?.[1];
  return named ?? arn.split(":")[3] ?? "us-east-1";
}

export function twoWayInput(form: TwoWayForm, region: string): object {
  if (!form.on) return { TwoWayEnabled: false };
  const role = form.role.trim();
  return {
    TwoWayEnabled: true,
    TwoWayChannelArn: form.to === "topic" ? form.topic.trim() : `connect.${region}.amazonaws.com`,
    ...(role === "" ? {} : { TwoWayChannelRole: role }),
  };
}
