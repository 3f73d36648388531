//! The instance and what hangs on it directly.

use crate::{Facets, Indexed, Tags, facet};
use ids::{InstanceId, Timestamp};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A contact centre. Spec: connect-a-foundation.md §5.1, §5.2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Instance {
    /// Its identifier.
    pub id: InstanceId,
    /// `InstanceAlias`: the unique name in addresses; empty only for directory-less instances.
    pub alias: String,
    /// `SAML`, `CONNECT_MANAGED` or `EXISTING_DIRECTORY`; fixed for the life of the instance.
    pub identity_management_type: String,
    /// When it was made.
    pub created: Timestamp,
    /// Whether it can be used yet.
    pub status: InstanceStatus,
    /// The switches of UpdateInstanceAttribute, such as `INBOUND_CALLS` to `true`.
    pub attributes: BTreeMap<AttributeType, String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Indexed for Instance {
    fn name(&self) -> Cow<'_, str> {
        (&self.alias).into()
    }
}

impl Instance {
    /// Whether an attribute is `true`.
    pub fn enabled(&self, attribute: &str) -> bool {
        self.attributes
            .get(attribute)
            .is_some_and(|value| value == "true")
    }
}

/// The name of an instance attribute (`InstanceAttributeType` of the API).
pub type AttributeType = String;

/// Whether an instance can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InstanceStatus {
    /// Being made.
    CreationInProgress,
    /// Ready.
    Active,
    /// Making it failed.
    CreationFailed,
}

/// A Lambda function that flows of the instance may invoke (AssociateLambdaFunction).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LambdaFunction {
    /// The function's ARN; it is its own identifier.
    pub id: String,
    /// Tags; always empty, the API has none here.
    #[serde(default)]
    pub tags: Tags,
}

impl Indexed for LambdaFunction {
    fn name(&self) -> Cow<'_, str> {
        (&self.id).into()
    }
}

/// Where one type of data of the instance goes (AssociateInstanceStorageConfig).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StorageConfig {
    /// `AssociationId`.
    pub id: String,
    /// `ResourceType`, such as `CALL_RECORDINGS` or `CONTACT_TRACE_RECORDS`.
    pub resource_type: String,
    /// Where it goes.
    pub target: StorageResource,
    /// Tags; always empty, the API has none here.
    #[serde(default)]
    pub tags: Tags,
}

impl Indexed for StorageConfig {
    fn name(&self) -> Cow<'_, str> {
        (&self.id).into()
    }

    fn facets(&self, to: &mut Facets) {
        to.put(facet::TYPE, &self.resource_type);
    }
}

/// A place that data goes to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "storage_type")]
pub enum StorageResource {
    /// An object store.
    #[serde(rename = "S3")]
    S3 {
        /// Bucket.
        bucket: String,
        /// Key prefix.
        prefix: String,
    },
    /// A stream; its ARN is mapped to a sink in the configuration file.
    #[serde(rename = "KINESIS_STREAM")]
    KinesisStream {
        /// The stream's ARN.
        arn: String,
    },
    /// A delivery stream; its ARN is mapped to a sink in the configuration file.
    #[serde(rename = "KINESIS_FIREHOSE")]
    KinesisFirehose {
        /// The delivery stream's ARN.
        arn: String,
    },
    /// A video stream for live media.
    #[serde(rename = "KINESIS_VIDEO_STREAM")]
    KinesisVideoStream {
        /// Prefix of stream names.
        prefix: String,
        /// Hours for which it is kept.
        retention_hours: u32,
    },
}
