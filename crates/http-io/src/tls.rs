//! The certificate of the HTTPS port: a given one, or one that we sign ourselves and keep.

use crate::Certificate;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

/// Why HTTPS could not be set up.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file holds no usable PEM.
    #[error("{path}: no certificate or key in PEM form: {source}")]
    Pem {
        /// Which.
        path: PathBuf,
        /// Why.
        source: rustls::pki_types::pem::Error,
    },
    /// The chain is empty.
    #[error("{0}: holds no certificate")]
    NoCertificate(PathBuf),
    /// The certificate does not fit the key, or has an unknown algorithm.
    #[error("the certificate cannot be used: {0}")]
    Unusable(#[from] rustls::Error),
    /// Making our own certificate failed.
    #[error("a certificate could not be made: {0}")]
    SelfSigned(#[from] rcgen::Error),
}

/// The TLS settings for a certificate; a missing self-signed one is made first.
pub(crate) fn server_config(certificate: &Certificate) -> Result<Arc<ServerConfig>, TlsError> {
    let (chain, key) = match certificate {
        Certificate::Files { chain, key } => (chain.clone(), key.clone()),
        Certificate::SelfSigned { folder, names } => self_signed(folder, names)?,
    };
    let pem = |path: &Path| {
        let path = path.to_owned();
        move |source| TlsError::Pem { path, source }
    };
    let certificates = CertificateDer::pem_slice_iter(&read(&chain)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(pem(&chain))?;
    if certificates.is_empty() {
        return Err(TlsError::NoCertificate(chain));
    }
    let private = PrivateKeyDer::from_pem_slice(&read(&key)?).map_err(pem(&key))?;
    // The provider is named, so that nothing hangs on a process-wide default.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certificates, private)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|source| TlsError::File {
        path: path.to_owned(),
        source,
    })
}

/// The files of our own certificate. A pair that is there is kept, so that a browser which was
/// told to trust it goes on trusting it.
fn self_signed(folder: &Path, names: &[String]) -> Result<(PathBuf, PathBuf), TlsError> {
    let (chain, key) = (folder.join("https-cert.pem"), folder.join("https-key.pem"));
    if chain.exists() && key.exists() {
        return Ok((chain, key));
    }
    let made = rcgen::generate_simple_self_signed(names.to_vec())?;
    fs::create_dir_all(folder).map_err(|source| TlsError::File {
        path: folder.to_owned(),
        source,
    })?;
    // The key first: a crash in between leaves a pair that is not complete and is made anew.
    write_private(&key, made.signing_key.serialize_pem().as_bytes())?;
    write_private(&chain, made.cert.pem().as_bytes())?;
    Ok((chain, key))
}

fn write_private(path: &Path, bytes: &[u8]) -> Result<(), TlsError> {
    let write = || {
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        io::Write::write_all(&mut options.open(path)?, bytes)
    };
    write().map_err(|source| TlsError::File {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_of_our_own_is_made_once_and_kept() {
        let folder = std::env::temp_dir().join(format!("carillon-tls-{}", std::process::id()));
        let certificate = Certificate::SelfSigned {
            folder: folder.clone(),
            names: vec!["localhost".into(), "127.0.0.1".into()],
        };
        server_config(&certificate).unwrap();
        let first = fs::read(folder.join("https-cert.pem")).unwrap();
        server_config(&certificate).unwrap();
        assert_eq!(fs::read(folder.join("https-cert.pem")).unwrap(), first);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = server_config(&Certificate::Files {
            chain: "/nowhere/chain.pem".into(),
            key: "/nowhere/key.pem".into(),
        })
        .unwrap_err();
        assert!(error.to_string().contains("/nowhere/chain.pem"));
    }
}
