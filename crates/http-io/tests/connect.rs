//! The Connect API through the gateway: what clients do to set up a contact centre.

mod common;

use common::{Answer, Bench, ROOT};
use exchange::Change;
use resources::{Kind, Resource};
use serde_json::{Value, json};

async fn instance(bench: &Bench) -> String {
    let body = json!({
        "IdentityManagementType": "CONNECT_MANAGED", "InstanceAlias": "first-centre",
        "InboundCallsEnabled": true, "OutboundCallsEnabled": true, "ClientToken": "token-1",
    });
    let made = bench.call("PUT", "/instance", body).await;
    assert_eq!(made.status, 200, "{made:?}");
    made.text("Id")
}

async fn first_id(bench: &Bench, path: &str, list: &str) -> String {
    let found = bench.call("GET", path, json!(null)).await;
    found.json()[list][0]["Id"]
        .as_str()
        .expect("an id")
        .to_owned()
}

fn refused(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.error())
}

#[tokio::test]
async fn a_new_instance_has_what_the_service_makes_with_it() {
    let bench = Bench::start().await;
    let id = instance(&bench).await;
    for (path, list, names) in [
        ("queues-summary", "QueueSummaryList", vec!["BasicQueue"]),
        (
            "routing-profiles-summary",
            "RoutingProfileSummaryList",
            vec!["Basic Routing Profile"],
        ),
        (
            "hours-of-operations-summary",
            "HoursOfOperationSummaryList",
            vec!["Basic Hours"],
        ),
        (
            "agent-status",
            "AgentStatusSummaryList",
            vec!["Available", "Offline"],
        ),
        (
            "security-profiles-summary",
            "SecurityProfileSummaryList",
            vec!["Admin", "Agent", "CallCenterManager", "QualityAnalyst"],
        ),
    ] {
        let found = bench
            .call("GET", &format!("/{path}/{id}"), json!(null))
            .await
            .json();
        let found: Vec<&str> = found[list]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|it| it["Name"].as_str())
            .collect();
        assert_eq!(found, names);
    }
    let flows = bench
        .call("GET", &format!("/contact-flows-summary/{id}"), json!(null))
        .await;
    assert_eq!(
        flows.json()["ContactFlowSummaryList"]
            .as_array()
            .unwrap()
            .len(),
        8
    );
    let told = bench.exchanges.changes.lock().unwrap();
    assert!(matches!(&told[0].1, Change::Put(it) if matches!(**it, Resource::Instance(_))));
}

#[tokio::test]
async fn the_same_client_token_makes_one_instance_and_another_request_is_refused() {
    let bench = Bench::start().await;
    let first = instance(&bench).await;
    assert_eq!(instance(&bench).await, first);
    let other = json!({
        "IdentityManagementType": "SAML", "InstanceAlias": "second-centre",
        "InboundCallsEnabled": true, "OutboundCallsEnabled": true, "ClientToken": "token-1",
    });
    let answer = bench.call("PUT", "/instance", other).await;
    assert_eq!(refused(&answer), (400, "InvalidRequestException"));
}

#[tokio::test]
async fn a_user_is_made_described_and_listed_page_by_page() {
    let bench = Bench::start().await;
    let id = instance(&bench).await;
    let profile = first_id(
        &bench,
        &format!("/routing-profiles-summary/{id}"),
        "RoutingProfileSummaryList",
    )
    .await;
    let security = first_id(
        &bench,
        &format!("/security-profiles-summary/{id}"),
        "SecurityProfileSummaryList",
    )
    .await;
    let user = |name: &str, password: &str| {
        json!({
            "Username": name, "Password": password,
            "IdentityInfo": {"FirstName": "Ada", "LastName": "L"},
            "PhoneConfig": {"PhoneType": "SOFT_PHONE"},
            "RoutingProfileId": profile, "SecurityProfileIds": [security],
        })
    };
    let path = format!("/users/{id}");
    let ada = bench.call("PUT", &path, user("ada", "Sup3rsecret")).await;
    assert_eq!(ada.status, 200, "{ada:?}");
    bench.call("PUT", &path, user("bob", "Sup3rsecret")).await;
    let twice = bench.call("PUT", &path, user("ada", "Sup3rsecret")).await;
    assert_eq!(refused(&twice), (409, "DuplicateResourceException"));
    let weak = bench.call("PUT", &path, user("eve", "password")).await;
    assert_eq!(refused(&weak), (400, "InvalidParameterException"));
    let described = bench
        .call(
            "GET",
            &format!("{path}/{}", ada.text("UserId")),
            json!(null),
        )
        .await;
    assert_eq!(described.json()["User"]["IdentityInfo"]["FirstName"], "Ada");
    let listed = format!("/users-summary/{id}");
    let one = bench
        .call("GET", &format!("{listed}?maxResults=1"), json!(null))
        .await
        .json();
    assert_eq!(one["UserSummaryList"][0]["Username"], "ada");
    let token = one["NextToken"].as_str().unwrap();
    let two = format!("{listed}?maxResults=1&nextToken={token}");
    let two = bench.call("GET", &two, json!(null)).await.json();
    assert_eq!(two["UserSummaryList"][0]["Username"], "bob");
    assert_eq!(two["NextToken"], Value::Null);
    let foreign = format!("/queues-summary/{id}?nextToken={token}");
    assert_eq!(bench.call("GET", &foreign, json!(null)).await.status, 400);
}

#[tokio::test]
async fn what_is_in_use_is_not_deleted() {
    let bench = Bench::start().await;
    let id = instance(&bench).await;
    let queue = first_id(&bench, &format!("/queues-summary/{id}"), "QueueSummaryList").await;
    let answer = bench
        .call("DELETE", &format!("/queues/{id}/{queue}"), json!(null))
        .await;
    assert_eq!(refused(&answer), (409, "ResourceInUseException"));
    assert_eq!(answer.json()["ResourceId"], queue);
}

#[tokio::test]
async fn a_flow_that_cannot_be_published_names_its_problems() {
    let bench = Bench::start().await;
    let id = instance(&bench).await;
    let path = format!("/contact-flows/{id}");
    let broken =
        json!({"Name": "Broken", "Type": "CONTACT_FLOW", "Content": "{\"Version\":\"1\"}"});
    let answer = bench.call("PUT", &path, broken).await;
    assert_eq!(refused(&answer), (400, "InvalidContactFlowException"));
    assert!(!answer.json()["problems"].as_array().unwrap().is_empty());
    let content = json!({
        "Version": "2019-10-30", "StartAction": "end", "Actions": [
            {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}},
        ],
    })
    .to_string();
    let flow = json!({"Name": "Goodbye", "Type": "CONTACT_FLOW", "Content": content});
    let made = bench.call("PUT", &path, flow).await;
    assert_eq!(made.status, 200, "{made:?}");
    let described = bench
        .call(
            "GET",
            &format!("{path}/{}", made.text("ContactFlowId")),
            json!(null),
        )
        .await;
    assert_eq!(described.json()["ContactFlow"]["Content"], content);
}

#[tokio::test]
async fn a_number_is_found_claimed_given_a_flow_and_released() {
    let bench = Bench::start().await;
    let id = instance(&bench).await;
    let search =
        json!({"InstanceId": id, "PhoneNumberCountryCode": "US", "PhoneNumberType": "TOLL_FREE"});
    let found = bench
        .call("POST", "/phone-number/search-available", search.clone())
        .await
        .json();
    let number = found["AvailableNumbersList"][0]["PhoneNumber"]
        .as_str()
        .unwrap()
        .to_owned();
    let claim = json!({"InstanceId": id, "PhoneNumber": number});
    let claimed = bench
        .call("POST", "/phone-number/claim", claim.clone())
        .await;
    assert_eq!(claimed.status, 200, "{claimed:?}");
    let again = bench.call("POST", "/phone-number/claim", claim).await;
    assert_eq!(refused(&again), (400, "InvalidParameterException"));
    let left = bench
        .call("POST", "/phone-number/search-available", search)
        .await
        .json();
    assert_ne!(
        left["AvailableNumbersList"][0]["PhoneNumber"],
        number.as_str()
    );
    let listed = bench
        .call("POST", "/phone-number/list", json!({"InstanceId": id}))
        .await
        .json();
    assert_eq!(
        listed["ListPhoneNumbersSummaryList"][0]["PhoneNumber"],
        number.as_str()
    );
    let path = format!("/phone-number/{}", claimed.text("PhoneNumberId"));
    assert_eq!(bench.call("DELETE", &path, json!(null)).await.status, 200);
    assert_eq!(bench.call("GET", &path, json!(null)).await.status, 404);
}

#[tokio::test]
async fn tags_are_set_listed_and_taken_away_by_arn() {
    let bench = Bench::start().await;
    let id = instance(&bench).await;
    let arn = format!("arn:aws:connect:us-east-1:123456789012:instance/{id}");
    let path = format!("/tags/{}", arn.replace(':', "%3A").replace('/', "%2F"));
    let set = bench
        .call("POST", &path, json!({"tags": {"team": "a", "cost": "1"}}))
        .await;
    assert_eq!(set.status, 200, "{set:?}");
    assert_eq!(
        bench
            .call("DELETE", &format!("{path}?tagKeys=cost"), json!(null))
            .await
            .status,
        200
    );
    let tags = bench.call("GET", &path, json!(null)).await.json();
    assert_eq!(tags["tags"], json!({"team": "a"}));
    let reserved = bench
        .call("POST", &path, json!({"tags": {"aws:x": "1"}}))
        .await;
    assert_eq!(reserved.status, 400);
}

/// A WAV file of 8 ms of silence in G.711 µ-law; every byte of it is ASCII.
fn silence() -> String {
    let mut file = b"RIFF\x64\0\0\0WAVEfmt ".to_vec();
    for part in [16_u32, 0x0001_0007, 8_000, 8_000, 0x0008_0001] {
        file.extend(part.to_le_bytes());
    }
    file.extend(b"data\x40\0\0\0");
    file.extend([0x7f; 64]);
    String::from_utf8(file).expect("ASCII")
}

#[tokio::test]
async fn a_prompt_is_made_of_an_uploaded_file() {
    let bench = Bench::start().await;
    let id = instance(&bench).await;
    let prompt = json!({"Name": "Hello", "S3Uri": "s3://prompts/hello.wav"});
    let path = format!("/prompts/{id}");
    let early = bench.call("PUT", &path, prompt.clone()).await;
    assert_eq!(refused(&early), (400, "InvalidParameterException"));
    bench
        .signed(ROOT, "s3", "PUT", "/prompts/hello.wav", "no sound")
        .await;
    let mute = bench.call("PUT", &path, prompt.clone()).await;
    assert_eq!(refused(&mute), (400, "InvalidParameterException"));
    bench
        .signed(ROOT, "s3", "PUT", "/prompts/hello.wav", &silence())
        .await;
    let made = bench.call("PUT", &path, prompt).await;
    assert_eq!(made.status, 200, "{made:?}");
}

#[tokio::test]
async fn an_instance_goes_with_everything_in_it() {
    let bench = Bench::start().await;
    let id = instance(&bench).await;
    let path = format!("/instance/{id}");
    assert_eq!(bench.call("DELETE", &path, json!(null)).await.status, 200);
    assert_eq!(bench.call("GET", &path, json!(null)).await.status, 404);
    let told = bench.exchanges.changes.lock().unwrap();
    let last = told.last().map(|it| &it.1);
    assert!(matches!(
        last,
        Some(Change::Delete {
            kind: Kind::Instance,
            ..
        })
    ));
}

#[tokio::test]
async fn contacts_that_are_not_there_are_a_404() {
    let bench = Bench::start().await;
    let id = instance(&bench).await;
    let path = format!("/contacts/{id}/00000000-0000-0000-0000-000000000001");
    let answer = bench.call("GET", &path, json!(null)).await;
    assert_eq!(refused(&answer), (404, "ResourceNotFoundException"));
    let search = json!({
        "InstanceId": id,
        "TimeRange": {"Type": "INITIATION_TIMESTAMP", "StartTime": 1.0, "EndTime": 2.0},
    });
    let found = bench.call("POST", "/search-contacts", search).await;
    assert_eq!(found.json()["Contacts"], json!([]), "{found:?}");
}
