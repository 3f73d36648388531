/** Shapes of messaging's API, as far as the pages look at them. Times are seconds since the epoch. */

export type MessageType = "TRANSACTIONAL" | "PROMOTIONAL";
export type Capability = "SMS" | "MMS" | "VOICE" | "RCS";
export type NumberType = "LONG_CODE" | "SHORT_CODE" | "TOLL_FREE" | "TEN_DLC" | "SIMULATOR";
export type Channel = "TEXT" | "MEDIA" | "VOICE";

export interface Tag {
  Key: string;
  Value: string;
}

/** What numbers and pools have alike. */
export interface Inbound {
  TwoWayEnabled: boolean;
  TwoWayChannelArn?: string;
  TwoWayChannelRole?: string;
  SelfManagedOptOutsEnabled: boolean;
  OptOutListName: string;
  DeletionProtectionEnabled: boolean;
}

export interface PhoneNumber extends Inbound {
  PhoneNumberArn: string;
  PhoneNumberId: string;
  PhoneNumber: string;
  Status: string;
  IsoCountryCode: string;
  MessageType: MessageType;
  NumberCapabilities: Capability[];
  NumberType: NumberType;
  MonthlyLeasingPrice: string;
  InternationalSendingEnabled?: boolean;
  PoolId?: string;
  RegistrationId?: string;
  CreatedTimestamp: number;
}

export interface Pool extends Inbound {
  PoolArn: string;
  PoolId: string;
  Status: string;
  MessageType: MessageType;
  SharedRoutesEnabled: boolean;
  CreatedTimestamp: number;
}

export interface PoolMember {
  OriginationIdentity: string;
  OriginationIdentityArn: string;
  IsoCountryCode: string;
  NumberCapabilities: Capability[];
  PhoneNumber?: string;
}

export interface SenderId {
  SenderIdArn: string;
  SenderId: string;
  IsoCountryCode: string;
  MessageTypes: MessageType[];
  MonthlyLeasingPrice: string;
  DeletionProtectionEnabled: boolean;
  Registered: boolean;
  RegistrationId?: string;
}

export interface OptOutList {
  OptOutListArn: string;
  OptOutListName: string;
  CreatedTimestamp: number;
}

export interface OptedOutNumber {
  OptedOutNumber: string;
  OptedOutTimestamp: number;
  EndUserOptedOut: boolean;
}

export type KeywordAction = "AUTOMATIC_RESPONSE" | "OPT_OUT" | "OPT_IN";

export interface Keyword {
  Keyword: string;
  KeywordMessage: string;
  KeywordAction: KeywordAction;
}

export interface VerifiedNumber {
  VerifiedDestinationNumberArn: string;
  VerifiedDestinationNumberId: string;
  DestinationPhoneNumber: string;
  Status: "PENDING" | "VERIFIED" | "UNSUPPORTED";
  CreatedTimestamp: number;
}

export interface SpendLimit {
  Name: string;
  EnforcedLimit: number;
  MaxLimit: number;
  Overridden: boolean;
}

export interface AccountAttribute {
  Name: string;
  Value: string;
}

export interface AccountLimit {
  Name: string;
  Used: number;
  Max: number;
}

export interface ConfigurationSet {
  ConfigurationSetName: string;
  ConfigurationSetArn: string;
}

export interface Registration {
  RegistrationId: string;
  RegistrationType: string;
  RegistrationStatus: string;
}
