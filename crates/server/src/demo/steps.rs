//! What is made, in the order in which one thing needs another.

use super::flows::{self, Refs};
use super::passwords::Passwords;
use super::sounds;
use crate::client::{Client, encoded};
use anyhow::{Context, Result, bail};
use http::Method;
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;

/// The tag on what strangers may see on the landing page; on a user its value is the role.
const TAG: &str = "carillon:demo";
/// The instance's alias.
const ALIAS: &str = "demo";
/// Who there is: user name, first name, last name, security profile.
const USERS: &[(&str, &str, &str, &str)] = &[
    ("admin", "Ines", "Admin", "Admin"),
    ("ada", "Ada", "Example", "Agent"),
    ("grace", "Grace", "Example", "Agent"),
];

/// What was made.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Made {
    /// The instance.
    pub instance_id: String,
    /// The number to dial.
    pub number: String,
    /// The queue.
    pub queue_id: String,
    /// The flow that answers.
    pub flow_id: String,
    /// Who can sign in.
    pub users: Vec<DemoUser>,
}

/// Somebody who can sign in.
#[derive(Debug, Serialize)]
pub struct DemoUser {
    /// User name.
    pub username: String,
    /// Password.
    pub password: String,
    /// Role, which is the security profile's name.
    pub role: String,
}

/// Makes it all.
pub async fn make(client: &Client, function: &str, passwords: &mut Passwords) -> Result<Made> {
    let instance = instance(client).await?;
    let it = Maker {
        client,
        instance: &instance,
    };
    let hours = it.hours().await?;
    let queue = it.queue(&hours).await?;
    let profile = it.routing_profile(&queue).await?;
    let chime = it
        .prompt("Demo chime", "demo-chime.wav", sounds::chime)
        .await?;
    let melody = it
        .prompt("Demo melody", "demo-melody.wav", sounds::melody)
        .await?;
    it.function(function).await?;
    let refs = Refs {
        chime: &chime,
        melody: &melody,
        function,
        hours: &hours,
        queue: &queue,
    };
    let hold = it
        .flow("Demo queue", "CUSTOMER_QUEUE", flows::hold(&refs))
        .await?;
    let whisper = it
        .flow(
            "Demo agent whisper",
            "AGENT_WHISPER",
            flows::agent_whisper(),
        )
        .await?;
    let inbound = flows::inbound(&refs, &hold, &whisper);
    let flow_id = it.flow("Demo inbound", "CONTACT_FLOW", inbound).await?;
    let number = it.number(&flow_id).await?;
    let mut users = Vec::new();
    for (username, first, last, role) in USERS {
        let password = it
            .user(username, first, last, role, &profile, passwords)
            .await?;
        users.push(DemoUser {
            username: (*username).into(),
            password,
            role: (*role).into(),
        });
    }
    Ok(Made {
        instance_id: instance,
        number,
        queue_id: queue,
        flow_id,
        users,
    })
}

async fn instance(client: &Client) -> Result<String> {
    let found = client.list("/instance", "InstanceSummaryList").await?;
    if let Some(id) = named(&found, "InstanceAlias", ALIAS) {
        return Ok(id);
    }
    let body = json!({
        "IdentityManagementType": "CONNECT_MANAGED",
        "InstanceAlias": ALIAS,
        "InboundCallsEnabled": true,
        "OutboundCallsEnabled": true,
        "Tags": { TAG: "true" },
    });
    let made = client.connect(Method::PUT, "/instance", &body).await?;
    let id = text(&made, "Id")?;
    let path = format!("/instance/{id}");
    for _ in 0..100 {
        let described = client.connect(Method::GET, &path, &Value::Null).await?;
        match described["Instance"]["InstanceStatus"].as_str() {
            Some("ACTIVE") => return Ok(id),
            Some("CREATION_FAILED") => bail!("the instance could not be made"),
            _ => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
    bail!("the instance was not ready in time");
}

struct Maker<'a> {
    client: &'a Client,
    instance: &'a str,
}

impl Maker<'_> {
    async fn put(&self, path: &str, body: Value) -> Result<Value> {
        self.client.connect(Method::PUT, path, &body).await
    }

    /// The identifier of what has this name in a list; `None` when there is no such thing.
    async fn find(&self, path: &str, list: &str, name: &str) -> Result<Option<String>> {
        let found = self
            .client
            .list(&format!("{path}/{}", self.instance), list)
            .await?;
        Ok(named(&found, "Name", name))
    }

    async fn hours(&self) -> Result<String> {
        let (path, name) = ("/hours-of-operations", "Demo hours");
        let list = format!("{path}-summary");
        if let Some(id) = self
            .find(&list, "HoursOfOperationSummaryList", name)
            .await?
        {
            return Ok(id);
        }
        let always: Vec<Value> = [
            "SUNDAY",
            "MONDAY",
            "TUESDAY",
            "WEDNESDAY",
            "THURSDAY",
            "FRIDAY",
            "SATURDAY",
        ]
        .iter()
        .map(|day| {
            let midnight = json!({ "Hours": 0, "Minutes": 0 });
            json!({ "Day": day, "StartTime": midnight, "EndTime": midnight })
        })
        .collect();
        let body = json!({ "Name": name, "Description": "Always open", "TimeZone": "UTC", "Config": always });
        let made = self.put(&format!("{path}/{}", self.instance), body).await?;
        text(&made, "HoursOfOperationId")
    }

    async fn queue(&self, hours: &str) -> Result<String> {
        let name = "Demo support";
        if let Some(id) = self
            .find("/queues-summary", "QueueSummaryList", name)
            .await?
        {
            return Ok(id);
        }
        let body = json!({
            "Name": name,
            "Description": "Customers who pressed 1",
            "HoursOfOperationId": hours,
            "MaxContacts": 50,
        });
        let made = self
            .put(&format!("/queues/{}", self.instance), body)
            .await?;
        text(&made, "QueueId")
    }

    async fn routing_profile(&self, queue: &str) -> Result<String> {
        let (list, name) = ("RoutingProfileSummaryList", "Demo agents");
        if let Some(id) = self.find("/routing-profiles-summary", list, name).await? {
            return Ok(id);
        }
        let body = json!({
            "Name": name,
            "Description": "Serves Demo support",
            "DefaultOutboundQueueId": queue,
            "MediaConcurrencies": [{ "Channel": "VOICE", "Concurrency": 1 }],
            "QueueConfigs": [{
                "QueueReference": { "QueueId": queue, "Channel": "VOICE" },
                "Priority": 1,
                "Delay": 0,
            }],
        });
        let made = self
            .put(&format!("/routing-profiles/{}", self.instance), body)
            .await?;
        text(&made, "RoutingProfileId")
    }

    async fn prompt(&self, name: &str, file: &str, sound: fn() -> Vec<u8>) -> Result<String> {
        if let Some(id) = self
            .find("/prompts-summary", "PromptSummaryList", name)
            .await?
        {
            return Ok(id);
        }
        let key = format!("/carillon/prompts/{file}");
        self.client.put_object(&key, "audio/wav", sound()).await?;
        let body = json!({ "Name": name, "S3Uri": format!("s3:/{key}") });
        let made = self
            .put(&format!("/prompts/{}", self.instance), body)
            .await?;
        text(&made, "PromptId")
    }

    async fn function(&self, arn: &str) -> Result<()> {
        let path = format!("/instance/{}/lambda-functions", self.instance);
        let known = self.client.list(&path, "LambdaFunctions").await?;
        if known.iter().any(|known| known == arn) {
            return Ok(());
        }
        let path = format!("/instance/{}/lambda-function", self.instance);
        self.put(&path, json!({ "FunctionArn": arn }))
            .await
            .map(drop)
    }

    async fn flow(&self, name: &str, kind: &str, content: Value) -> Result<String> {
        let list = "ContactFlowSummaryList";
        if let Some(id) = self.find("/contact-flows-summary", list, name).await? {
            return Ok(id);
        }
        let body = json!({ "Name": name, "Type": kind, "Content": content.to_string() });
        let made = self
            .put(&format!("/contact-flows/{}", self.instance), body)
            .await?;
        text(&made, "ContactFlowId")
    }

    async fn number(&self, flow: &str) -> Result<String> {
        let list = json!({ "InstanceId": self.instance, "MaxResults": 100 });
        let claimed = self
            .client
            .connect(Method::POST, "/phone-number/list", &list)
            .await?;
        let known = claimed["ListPhoneNumbersSummaryList"]
            .as_array()
            .and_then(|all| all.first());
        if let Some(known) = known {
            return text(known, "PhoneNumber");
        }
        let search = json!({
            "InstanceId": self.instance,
            "PhoneNumberCountryCode": "US",
            "PhoneNumberType": "TOLL_FREE",
            "MaxResults": 1,
        });
        let free = self
            .client
            .connect(Method::POST, "/phone-number/search-available", &search)
            .await?;
        let number = free["AvailableNumbersList"]
            .as_array()
            .and_then(|all| all.first());
        let number = text(number.context("no number is free")?, "PhoneNumber")?;
        let body = json!({
            "InstanceId": self.instance,
            "PhoneNumber": number,
            "PhoneNumberDescription": "Demo line",
            "Tags": { TAG: "true" },
        });
        let made = self
            .client
            .connect(Method::POST, "/phone-number/claim", &body)
            .await?;
        let id = text(&made, "PhoneNumberId")?;
        let path = format!("/phone-number/{id}/contact-flow");
        self.put(
            &path,
            json!({ "InstanceId": self.instance, "ContactFlowId": flow }),
        )
        .await?;
        Ok(number)
    }

    async fn user(
        &self,
        username: &str,
        first: &str,
        last: &str,
        role: &str,
        profile: &str,
        passwords: &mut Passwords,
    ) -> Result<String> {
        let path = format!("/users-summary/{}", self.instance);
        let users = self.client.list(&path, "UserSummaryList").await?;
        if named(&users, "Username", username).is_some() {
            return Ok(passwords
                .known(username)
                .unwrap_or("(as before)")
                .to_owned());
        }
        let list = "SecurityProfileSummaryList";
        let security = self.find("/security-profiles-summary", list, role).await?;
        let security = security.with_context(|| format!("there is no security profile {role}"))?;
        let password = passwords.draw(username)?;
        let body = json!({
            "Username": username,
            "Password": password,
            "IdentityInfo": { "FirstName": first, "LastName": last },
            "PhoneConfig": {
                "PhoneType": "SOFT_PHONE",
                "AutoAccept": false,
                "AfterContactWorkTimeLimit": 30,
            },
            "SecurityProfileIds": [security],
            "RoutingProfileId": profile,
            "Tags": { TAG: role },
        });
        self.put(&format!("/users/{}", encoded(self.instance)), body)
            .await?;
        Ok(password)
    }
}

/// The `Id` of the first in a list whose `member` is `name`.
fn named(list: &[Value], member: &str, name: &str) -> Option<String> {
    let found = list.iter().find(|it| it[member] == name)?;
    found["Id"].as_str().map(str::to_owned)
}

fn text(answer: &Value, member: &str) -> Result<String> {
    let found = answer[member].as_str().map(str::to_owned);
    found.with_context(|| format!("the answer has no {member}: {answer}"))
}
