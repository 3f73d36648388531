//! What a run asks of the product's other capabilities: one typed request each.
//!
//! This is the port behind which cases, profiles, data tables, tasks, views and the like lie. Who
//! drives a run answers what is there, and refuses what is not: the action then takes its error
//! branch. Spec: flow-language.md §5.5 to §8, connect-c-flows.md §7.

use crate::transitions::ErrorType;
use ids::Timestamp;
use serde_json::{Map, Value};
use std::time::Duration;

/// One request. What an [`Answer`]'s data must be is said at each.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Make a task. Answer: `{"ContactId": …}`.
    CreateTask(Box<NewTask>),
    /// Create, find or change a case. Answer: an object of the case's fields, `case_id` among
    /// them. Refuse with [`ErrorType::MultipleFound`] or [`ErrorType::NoneFound`].
    Case(CaseRequest),
    /// Create, find or change a customer's profile. Answer: an object of the profile's fields (for
    /// objects under `ObjectAttributes`, for calculated ones under `CalculatedAttributes`).
    /// Refuse with [`ErrorType::MultipleFoundError`] or [`ErrorType::NoneFoundError`].
    Profile(ProfileRequest),
    /// Open an assistant's session. Answer: `{"SessionArn": …}`.
    AssistantSession {
        /// The assistant's ARN.
        assistant: String,
    },
    /// Read or write a data table. Answer: an object by query or group name; nothing for a write.
    DataTable(DataTableRequest),
    /// Show a view and wait for what the person does in it. Answer: `{"Action": …,
    /// "ViewResultData": {…}}`.
    View(Box<ViewRequest>),
    /// Open a chat with a customer, as by a text message. Answer: `{"ContactId": …}`.
    StartChat(Box<NewChat>),
    /// Link this chat with an earlier one. Answer: nothing.
    ContinueChat {
        /// `ENTIRE_PAST_SESSION` or `FROM_SEGMENT`.
        rehydration: String,
        /// The earlier contact.
        source: String,
    },
    /// Read the contact's stored content. Answer: an object for `$.Email`.
    LoadContent {
        /// `EmailMessage`.
        kind: String,
    },
    /// Ask the customer of a chat to sign in. Answer: `{"Result": "Authenticated"}` or `{"Result":
    /// "OptedOut"}`.
    Authenticate {
        /// The user pool's ARN.
        user_pool: String,
        /// The application in it.
        client: String,
        /// The profile object type that takes the customer's data.
        object_type: Option<String>,
    },
    /// Switch the message processor of a chat on or off. Answer: nothing.
    MessageProcessing {
        /// The function that processes; `None` switches it off.
        function: Option<String>,
        /// Whether what it fails on is delivered.
        deliver_unprocessed: bool,
    },
    /// Start or stop streaming the contact's audio. Answer: nothing.
    MediaStreaming {
        /// Whether it starts.
        on: bool,
        /// What the customer says.
        from_customer: bool,
        /// What the customer hears.
        to_customer: bool,
    },
    /// What answered an outbound call. Answer: `{"Result": …}`, one of `CallAnswered`,
    /// `VoicemailBeep`, `VoicemailNoBeep`, `NotDetected`.
    CallProgress,
    /// Start Voice ID's stream. Answer: nothing.
    StartVoiceId,
    /// What Voice ID found. Answer: `{"Result": …}`.
    CheckVoiceId {
        /// `enrollmentStatus`, `voiceAuthentication` or `fraudDetection`.
        option: &'static str,
    },
}

/// What a capability answered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// The data that the request's documentation names.
    pub data: Value,
    /// The error branch to take although the data came, such as
    /// [`ErrorType::ContactNotLinked`].
    pub partly: Option<ErrorType>,
}

impl Answer {
    /// Data without reserve.
    pub const fn of(data: Value) -> Self {
        let partly = None;
        Self { data, partly }
    }
}

/// A task to be made. Source: connect-c-flows.md §7.13.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTask {
    /// The flow that it runs; may be left to the template.
    pub flow: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// Its attributes.
    pub attributes: Vec<(String, String)>,
    /// Its references: name, type, value.
    pub references: Vec<(String, String, String)>,
    /// When it is due; at once when `None`.
    pub at: Option<Timestamp>,
    /// The template that it is made from.
    pub template: Option<String>,
}

/// What to do with a case. Source: connect-c-flows.md §7.3.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRequest {
    /// Create, find or change.
    pub action: CaseAction,
    /// Whether the contact is linked to it.
    pub link: bool,
    /// Field identifiers and values: set by create and update, searched for by get.
    pub fields: Map<String, Value>,
    /// The fields to be answered.
    pub response: Vec<String>,
}

/// What is done with a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseAction {
    /// Made from a template.
    Create {
        /// The template's identifier.
        template: String,
    },
    /// Found by its fields.
    Get {
        /// Of several the one updated last.
        last_updated: bool,
    },
    /// Changed.
    Update {
        /// Its identifier.
        case: String,
    },
}

/// What to do with a profile. Source: connect-c-flows.md §7.14.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileRequest {
    /// What.
    pub action: ProfileAction,
    /// `ProfileRequestData` with its references filled in.
    pub data: Map<String, Value>,
    /// The fields to be answered, such as `City` or `Asset.Price`.
    pub response: Vec<String>,
}

/// What is done with a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileAction {
    /// `CreateCustomerProfile`.
    Create,
    /// `GetCustomerProfile`.
    Get,
    /// `UpdateCustomerProfile`.
    Update,
    /// `GetCustomerProfileObject`.
    GetObject,
    /// `GetCalculatedAttributesForCustomerProfile`.
    GetCalculated,
    /// `AssociateContactToCustomerProfile`.
    Associate,
}

/// What to do with a data table. Source: flow-language.md §6.
#[derive(Debug, Clone, PartialEq)]
pub struct DataTableRequest {
    /// The table's identifier or ARN.
    pub table: String,
    /// What.
    pub action: DataTableAction,
}

/// What is done with a data table.
#[derive(Debug, Clone, PartialEq)]
pub enum DataTableAction {
    /// The effective values of some attributes: `{<query>: {<attribute>: <value>}}`.
    Evaluate(Vec<DataTableRow>),
    /// The rows that have these primary values: `{<group>: [{<attribute>: <value>}]}`.
    List(Vec<DataTableRow>),
    /// Written. `values` of each row are what it gets.
    Upsert(Vec<DataTableRow>),
}

/// A named query, group or row of a data table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DataTableRow {
    /// The query's or group's name.
    pub name: String,
    /// The primary attributes and their values.
    pub primary: Vec<(String, String)>,
    /// The attributes that are asked for.
    pub attributes: Vec<String>,
    /// The attributes that are written; `None` is the default value.
    pub values: Vec<(String, Option<String>)>,
}

/// A view to be shown. Source: connect-c-flows.md §7.41.
#[derive(Debug, Clone, PartialEq)]
pub struct ViewRequest {
    /// Its identifier or ARN, qualifier included.
    pub view: String,
    /// Its version, where the flow gives it apart.
    pub version: Option<String>,
    /// What fills it in.
    pub data: Map<String, Value>,
    /// After this long nobody waits any more.
    pub limit: Duration,
    /// Whether what was entered is left out of the transcript.
    pub hide_response: bool,
}

/// A chat to be opened. Source: flow-language.md §5.5 `StartOutboundChatContact`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChat {
    /// Our number's ARN.
    pub source: String,
    /// The customer's number.
    pub destination: String,
    /// The flow that the chat runs.
    pub flow: String,
    /// Such as `connect:SMS`.
    pub subtype: String,
    /// The first message.
    pub message: String,
    /// Whether it is related to this contact.
    pub related: bool,
}

/// One turn of a conversation with a bot. Source: connect-c-flows.md §7.18.
#[derive(Debug, Clone, PartialEq)]
pub struct BotTurn {
    /// Which bot.
    pub bot: BotChoice,
    /// The contact's language, such as `en-US`; the bot's locale writes it `en_US`.
    pub language: String,
    /// What the customer did.
    pub input: BotInput,
    /// What the block gives the bot. The same at every turn: a bot's own changes win.
    pub attributes: Vec<(String, String)>,
}

/// What the customer did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BotInput {
    /// Wrote this in a chat.
    Wrote(String),
    /// Said this on a call, as it was understood.
    Said(String),
    /// Pressed these keys, without the one that ends.
    Keyed(String),
}

/// Which bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BotChoice {
    /// A Lex V2 bot by its alias's ARN.
    Alias(String),
    /// A classic one.
    Classic {
        /// Its name.
        name: String,
        /// Its region.
        region: Option<String>,
        /// Its alias.
        alias: Option<String>,
    },
}

/// What a bot answered to a turn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BotAnswer {
    /// What it says, in order. Those that open with `<speak>` are speech markup.
    pub messages: Vec<String>,
    /// Whether the conversation is over: the dialog is closed, or the intent is fulfilled or ready
    /// to be.
    pub closed: bool,
    /// The intent.
    pub intent: String,
    /// What `$.Lex` refers to. Source: connect-d-data-metrics.md §1.
    pub data: Value,
}

/// A conversation with a bot that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotTalk {
    /// The `Identifier` of the action that gave the bot the word.
    pub action: String,
    /// The bot.
    pub bot: BotChoice,
    /// The language, such as `en-US`.
    pub language: String,
    /// When it began.
    pub since: Timestamp,
    /// How often the customer said, keyed or wrote something.
    pub turns: u32,
    /// How it ended.
    pub outcome: BotOutcome,
    /// The intents that it came to, in their order, and how each ended.
    pub intents: Vec<(String, BotOutcome)>,
}

/// How a conversation with a bot ended, or an intent in it. Source: the words that the bots' service
/// has for its analytics (inferred).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BotOutcome {
    /// The intent was fulfilled, or is ready to be.
    Success,
    /// It could not be, or nothing was understood.
    Failed,
    /// The customer went before it was either.
    Dropped,
    /// Another intent came in its place. No conversation ends so.
    Switched,
}
