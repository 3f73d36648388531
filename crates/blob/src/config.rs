//! Where blobs are kept.

use ids::Pii;
use serde::Deserialize;
use std::path::PathBuf;

/// Where blobs are kept: `kind = "local"` or `kind = "s3"`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Config {
    /// In a folder.
    Local(LocalConfig),
    /// In a bucket that speaks S3.
    S3(S3Config),
}

/// A folder.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalConfig {
    /// The folder; made when missing.
    pub folder: PathBuf,
}

/// A bucket. Credentials that are left out come from the environment as other S3 clients take
/// them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3Config {
    /// Its name.
    pub bucket: String,
    /// Its region.
    #[serde(default = "region")]
    pub region: String,
    /// The service's URL when it is not Amazon's, such as `https://minio.example:9000`.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// Before every name.
    #[serde(default)]
    pub prefix: Option<String>,
    /// The access key.
    #[serde(default)]
    pub access_key_id: Option<String>,
    /// Its secret.
    #[serde(default)]
    pub secret_access_key: Option<Pii<String>>,
    /// The bucket is part of the host name instead of the path.
    #[serde(default)]
    pub virtual_hosted: bool,
    /// Permits an endpoint without TLS.
    #[serde(default)]
    pub allow_http: bool,
}

fn region() -> String {
    "us-east-1".into()
}
