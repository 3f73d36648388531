//! The figures of messaging. Source: sms.md §16; those of sender ids, registrations and agents are
//! inferred.

use super::table::{Per, Quota};

macro_rules! quotas {
    ($($constant:ident $name:literal $what:literal $aws:literal $ours:literal $adjustable:literal;)*) => {
        $(#[doc = concat!("The quota of ", $what, "s.")] pub const $constant: &str = $name;)*

        /// The quotas of messaging, all of the account.
        pub static MESSAGING: &[Quota] = &[$(Quota {
            name: $name,
            what: $what,
            per: Per::Account,
            kind: None,
            aws: $aws,
            self_hosted: $ours,
            adjustable: $adjustable,
        },)*];
    };
}

quotas! {
    SMS_PHONE_NUMBERS "sms-phone-numbers" "message originator number" 25 100_000 true;
    SMS_SENDER_IDS "sms-sender-ids" "sender ID" 25 10_000 true;
    SMS_POOLS "sms-pools" "pool" 25 10_000 true;
    SMS_POOL_IDENTITIES "sms-pool-identities" "originator of a pool" 100 10_000 true;
    SMS_KEYWORDS "sms-keywords" "keyword of an originator" 30 1_000 true;
    SMS_OPT_OUT_LISTS "sms-opt-out-lists" "opt-out list" 25 10_000 true;
    SMS_CONFIGURATION_SETS "sms-configuration-sets" "configuration set" 25 10_000 true;
    SMS_EVENT_DESTINATIONS "sms-event-destinations" "event destination of a configuration set" 5 5 false;
    SMS_PROTECT_CONFIGURATIONS "sms-protect-configurations" "protect configuration" 25 1_000 false;
    SMS_VERIFIED_NUMBERS "sms-verified-numbers" "verified destination number" 10 10_000 true;
    SMS_VERIFICATION_CODES "sms-verification-codes" "verification code to one number in 24 hours" 10 100 true;
    SMS_REGISTRATIONS "sms-registrations" "registration" 100 10_000 true;
    SMS_REGISTRATION_ATTACHMENTS "sms-registration-attachments" "registration attachment" 100 10_000 true;
    SMS_RCS_AGENTS "sms-rcs-agents" "RCS agent" 25 1_000 true;
    SMS_NOTIFY_CONFIGURATIONS "sms-notify-configurations" "notify configuration" 25 1_000 true;
    SMS_CALLS_RECIPIENT "sms-calls-recipient" "spoken message to one recipient in 24 hours" 5 1_000_000 false;
    SMS_CALLS_MINUTE "sms-calls-minute" "spoken message in a minute" 20 1_000_000 false;
    SMS_CALLS_SANDBOX "sms-calls-sandbox" "spoken message from the sandbox in 24 hours" 20 20 false;
    SMS_CALLS_SANDBOX_MINUTE "sms-calls-sandbox-minute" "spoken message from the sandbox in a minute" 5 5 false;
    SMS_MONTHLY_SPEND "sms-monthly-spend" "US dollar a month and channel" 1 1_000_000 true;
}
