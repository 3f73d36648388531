//! Cryptography for WebRTC: what str0m asks for, from `ring` and the RustCrypto ciphers.
//!
//! str0m's own providers bring a second TLS library (aws-lc or OpenSSL) into the binary. This one
//! takes DTLS from `dimpl` with its RustCrypto backend, AES-GCM, HMAC and hashes from `ring`, and
//! from `aes` and `ctr` what `ring` does not offer: counter mode without authentication
//! (RFC 3711 section 4.1.1) and single blocks for key derivation (section 4.3).

use aes::cipher::{BlockCipherEncrypt, KeyInit, KeyIvInit, StreamCipher};
use aes::{Aes128, Aes256};
use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::{digest, hmac};
use std::sync::{Arc, LazyLock};
use std::time::Instant;
use str0m::crypto::dtls::{
    DtlsCert, DtlsImplError, DtlsInstance, DtlsOutput, DtlsProvider, DtlsVersion, ProtocolVersion,
};
use str0m::crypto::{
    AeadAes128GcmCipher, AeadAes256GcmCipher, Aes128CmSha1_80Cipher, CryptoError, CryptoProvider,
    Sha1HmacProvider, Sha1Provider, Sha256Provider, SrtpProvider, SupportedAeadAes128Gcm,
    SupportedAeadAes256Gcm, SupportedAes128CmSha1_80,
};

/// The cryptography of all WebRTC sessions; public so that test clients and load generators can
/// make sessions of their own.
pub fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: LazyLock<Arc<CryptoProvider>> = LazyLock::new(|| {
        Arc::new(CryptoProvider {
            srtp_provider: &Ours,
            sha1_hmac_provider: &Ours,
            sha1_provider: &Ours,
            sha256_provider: &Ours,
            dtls_provider: &Ours,
        })
    });
    Arc::clone(&PROVIDER)
}

/// A self-signed certificate. Browsers check its fingerprint (from the SDP) and nothing else.
pub(crate) fn certificate() -> Result<DtlsCert, rcgen::Error> {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256)?;
    let certificate = rcgen::CertificateParams::new(Vec::new())?.self_signed(&key)?;
    Ok(DtlsCert {
        certificate: certificate.der().to_vec(),
        private_key: key.serialize_der(),
    })
}

#[derive(Debug)]
struct Ours;

fn failed(what: &str) -> CryptoError {
    CryptoError::Other(what.to_owned())
}

impl Sha1Provider for Ours {
    fn sha1(&self, data: &[u8]) -> [u8; 20] {
        let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, data);
        hash.as_ref().try_into().unwrap_or([0; 20])
    }
}

impl Sha256Provider for Ours {
    fn sha256(&self, data: &[u8]) -> [u8; 32] {
        let hash = digest::digest(&digest::SHA256, data);
        hash.as_ref().try_into().unwrap_or([0; 32])
    }
}

impl Sha1HmacProvider for Ours {
    fn sha1_hmac(&self, key: &[u8], payloads: &[&[u8]]) -> [u8; 20] {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key);
        let mut context = hmac::Context::with_key(&key);
        for payload in payloads {
            context.update(payload);
        }
        context.sign().as_ref().try_into().unwrap_or([0; 20])
    }
}

impl SrtpProvider for Ours {
    fn aes_128_cm_sha1_80(&self) -> &'static dyn SupportedAes128CmSha1_80 {
        &Ours
    }

    fn aead_aes_128_gcm(&self) -> &'static dyn SupportedAeadAes128Gcm {
        &Ours
    }

    fn aead_aes_256_gcm(&self) -> &'static dyn SupportedAeadAes256Gcm {
        &Ours
    }

    fn srtp_aes_128_ecb_round(&self, key: &[u8], input: &[u8], output: &mut [u8]) {
        if let Ok(cipher) = Aes128::new_from_slice(key) {
            one_block(&cipher, input, output);
        }
    }

    fn srtp_aes_256_ecb_round(&self, key: &[u8], input: &[u8], output: &mut [u8]) {
        if let Ok(cipher) = Aes256::new_from_slice(key) {
            one_block(&cipher, input, output);
        }
    }
}

fn one_block<C>(cipher: &C, input: &[u8], output: &mut [u8])
where
    C: BlockCipherEncrypt,
{
    let mut block = aes::cipher::Block::<C>::default();
    for (to, from) in block.iter_mut().zip(input) {
        *to = *from;
    }
    cipher.encrypt_block(&mut block);
    for (to, from) in output.iter_mut().zip(block.iter()) {
        *to = *from;
    }
}

/// AES-128 in counter mode.
struct CounterMode([u8; 16]);

impl std::fmt::Debug for CounterMode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CounterMode")
    }
}

impl SupportedAes128CmSha1_80 for Ours {
    fn create_cipher(&self, key: [u8; 16], _encrypt: bool) -> Box<dyn Aes128CmSha1_80Cipher> {
        Box::new(CounterMode(key))
    }
}

impl Aes128CmSha1_80Cipher for CounterMode {
    fn encrypt(
        &mut self,
        iv: &[u8; 16],
        input: &[u8],
        output: &mut [u8],
    ) -> Result<(), CryptoError> {
        let out = output
            .get_mut(..input.len())
            .ok_or_else(|| failed("short buffer"))?;
        let mut stream = ctr::Ctr128BE::<Aes128>::new(&self.0.into(), &(*iv).into());
        out.copy_from_slice(input);
        stream
            .try_apply_keystream(out)
            .map_err(|_| failed("counter mode"))
    }

    fn decrypt(
        &mut self,
        iv: &[u8; 16],
        input: &[u8],
        output: &mut [u8],
    ) -> Result<(), CryptoError> {
        self.encrypt(iv, input, output)
    }
}

/// AES-GCM with either key length.
struct Gcm(Option<LessSafeKey>);

impl std::fmt::Debug for Gcm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gcm")
    }
}

impl Gcm {
    fn new(algorithm: &'static ring::aead::Algorithm, key: &[u8]) -> Self {
        Self(UnboundKey::new(algorithm, key).ok().map(LessSafeKey::new))
    }

    fn seal(
        &self,
        iv: &[u8; 12],
        aad: &[u8],
        input: &[u8],
        output: &mut [u8],
    ) -> Result<(), CryptoError> {
        let key = self.0.as_ref().ok_or_else(|| failed("AES-GCM key"))?;
        let (text, rest) = output
            .split_at_mut_checked(input.len())
            .ok_or_else(|| failed("short buffer"))?;
        text.copy_from_slice(input);
        let nonce = Nonce::assume_unique_for_key(*iv);
        let tag = key
            .seal_in_place_separate_tag(nonce, Aad::from(aad), text)
            .map_err(|_| failed("AES-GCM seal"))?;
        rest.get_mut(..tag.as_ref().len())
            .ok_or_else(|| failed("short buffer"))?
            .copy_from_slice(tag.as_ref());
        Ok(())
    }

    fn open(
        &self,
        iv: &[u8; 12],
        aads: &[&[u8]],
        input: &[u8],
        output: &mut [u8],
    ) -> Result<usize, CryptoError> {
        let key = self.0.as_ref().ok_or_else(|| failed("AES-GCM key"))?;
        let nonce = Nonce::assume_unique_for_key(*iv);
        // RTP has one piece of associated data, RTCP two short ones.
        let mut joined = [0_u8; 64];
        let aad: &[u8] = match aads {
            [one] => one,
            many => {
                let mut at = 0;
                for part in many {
                    joined
                        .get_mut(at..at + part.len())
                        .ok_or_else(|| failed("associated data"))?
                        .copy_from_slice(part);
                    at += part.len();
                }
                joined.get(..at).unwrap_or(&[])
            }
        };
        let tag_len = ring::aead::MAX_TAG_LEN;
        let text_len = input
            .len()
            .checked_sub(tag_len)
            .ok_or_else(|| failed("short packet"))?;
        let (text, tag) = input.split_at(text_len);
        let tag = ring::aead::Tag::try_from(tag).map_err(|_| failed("short packet"))?;
        let out = output
            .get_mut(..text_len)
            .ok_or_else(|| failed("short buffer"))?;
        out.copy_from_slice(text);
        key.open_in_place_separate_tag(nonce, Aad::from(aad), tag, out, 0..)
            .map_err(|_| failed("AES-GCM open"))?;
        Ok(text_len)
    }
}

impl SupportedAeadAes128Gcm for Ours {
    fn create_cipher(&self, key: [u8; 16], _encrypt: bool) -> Box<dyn AeadAes128GcmCipher> {
        Box::new(Gcm::new(&AES_128_GCM, &key))
    }
}

impl SupportedAeadAes256Gcm for Ours {
    fn create_cipher(&self, key: [u8; 32], _encrypt: bool) -> Box<dyn AeadAes256GcmCipher> {
        Box::new(Gcm::new(&AES_256_GCM, &key))
    }
}

macro_rules! gcm_cipher {
    ($name:ident) => {
        impl $name for Gcm {
            fn encrypt(
                &mut self,
                iv: &[u8; 12],
                aad: &[u8],
                input: &[u8],
                output: &mut [u8],
            ) -> Result<(), CryptoError> {
                self.seal(iv, aad, input, output)
            }

            fn decrypt(
                &mut self,
                iv: &[u8; 12],
                aads: &[&[u8]],
                input: &[u8],
                output: &mut [u8],
            ) -> Result<usize, CryptoError> {
                self.open(iv, aads, input, output)
            }
        }
    };
}

gcm_cipher!(AeadAes128GcmCipher);
gcm_cipher!(AeadAes256GcmCipher);

impl DtlsProvider for Ours {
    fn generate_certificate(&self) -> Option<DtlsCert> {
        certificate().ok()
    }

    fn new_dtls(
        &self,
        cert: &DtlsCert,
        now: Instant,
        version: DtlsVersion,
        mtu: Option<usize>,
    ) -> Result<Box<dyn DtlsInstance>, CryptoError> {
        // ICE has already proved that the far end receives at its address, which is all that a
        // DTLS cookie would prove again.
        let mut builder = dimpl::Config::builder()
            .with_crypto_provider(dimpl::crypto::rust_crypto::default_provider())
            .use_server_cookie(false);
        if let Some(mtu) = mtu {
            builder = builder.mtu(mtu);
        }
        let config = builder
            .build()
            .map_err(|error| failed(&error.to_string()))?;
        let (config, cert) = (Arc::new(config), cert.clone());
        let dtls = match version {
            DtlsVersion::Dtls13 => dimpl::Dtls::new_13(config, cert, now),
            DtlsVersion::Auto => dimpl::Dtls::new_auto(config, cert, now),
            _ => dimpl::Dtls::new_12(config, cert, now),
        };
        Ok(Box::new(Dtls(dtls)))
    }
}

struct Dtls(dimpl::Dtls);

impl std::fmt::Debug for Dtls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Dtls")
    }
}

impl DtlsInstance for Dtls {
    fn set_active(&mut self, active: bool) {
        self.0.set_active(active);
    }

    fn handle_packet(&mut self, packet: &[u8]) -> Result<(), DtlsImplError> {
        self.0.handle_packet(packet)
    }

    fn poll_output<'a>(&mut self, buf: &'a mut [u8]) -> DtlsOutput<'a> {
        self.0.poll_output(buf)
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), DtlsImplError> {
        self.0.handle_timeout(now)
    }

    fn send_application_data(&mut self, data: &[u8]) -> Result<usize, DtlsImplError> {
        self.0.send_application_data(data)
    }

    fn is_active(&self) -> bool {
        self.0.is_active()
    }

    fn protocol_version(&self) -> Option<ProtocolVersion> {
        self.0.protocol_version()
    }

    fn is_closing(&self) -> bool {
        self.0.is_closing()
    }

    fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    fn close(&mut self) -> Result<(), DtlsImplError> {
        self.0.close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gcm_opens_what_it_sealed_and_nothing_else() {
        let gcm = Gcm::new(&AES_128_GCM, &[7; 16]);
        let mut sealed = [0; 21];
        gcm.seal(&[1; 12], b"head", b"hello", &mut sealed).unwrap();
        let mut plain = [0; 5];
        let opened = gcm.open(&[1; 12], &[b"he", b"ad"], &sealed, &mut plain);
        assert_eq!((opened.unwrap(), &plain), (5, b"hello"));
        sealed[0] ^= 1;
        assert!(gcm.open(&[1; 12], &[b"head"], &sealed, &mut plain).is_err());
        assert!(gcm.open(&[1; 12], &[b"head"], &[0; 3], &mut plain).is_err());
    }

    #[test]
    fn counter_mode_matches_its_published_vector() {
        // RFC 3711 appendix B.2: the key stream's first block.
        let hex = |text: &str| -> Vec<u8> {
            let digits = text.as_bytes().chunks(2);
            digits
                .map(|d| u8::from_str_radix(std::str::from_utf8(d).unwrap(), 16).unwrap())
                .collect()
        };
        let key: [u8; 16] = hex("2b7e151628aed2a6abf7158809cf4f3c").try_into().unwrap();
        let iv: [u8; 16] = hex("f0f1f2f3f4f5f6f7f8f9fafbfcfd0000").try_into().unwrap();
        let mut out = [0; 16];
        CounterMode(key).encrypt(&iv, &[0; 16], &mut out).unwrap();
        assert_eq!(out.to_vec(), hex("e03ead0935c95e80e166b16dd92b4eb4"));
    }
}
