//! Messages as their reader opens them, and certificates that are refused. That the published SDK
//! opens them too is proven in `e2e/test_encrypted_input.py`.

// Helpers of tests may unwrap like tests; clippy knows only the functions marked as tests.
#![allow(clippy::unwrap_used)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use input_encryption::{EncryptionError, Entropy, RecipientError, encrypt};
use rcgen::{CertificateParams, Issuer, KeyPair, PKCS_RSA_SHA256};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use rsa::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use rsa::rand_core::OsRng;
use rsa::sha2::Sha512;
use rsa::{Oaep, RsaPrivateKey};
use std::sync::LazyLock;

/// One pair for all tests: making one takes a while.
static PRIVATE: LazyLock<RsaPrivateKey> =
    LazyLock::new(|| RsaPrivateKey::new(&mut OsRng, 2048).unwrap());

fn pair() -> KeyPair {
    let pem = PRIVATE.to_pkcs8_pem(LineEnding::LF).unwrap();
    KeyPair::from_pkcs8_pem_and_sign_algo(&pem, &PKCS_RSA_SHA256).unwrap()
}

fn public_key() -> String {
    let key = PRIVATE.to_public_key();
    key.to_public_key_pem(LineEnding::LF).unwrap()
}

fn params() -> CertificateParams {
    CertificateParams::new(vec!["input.example".to_owned()]).unwrap()
}

fn certificate() -> String {
    params().self_signed(&pair()).unwrap().pem()
}

fn try_encrypt(keys: &[&str], pem: &str) -> Result<String, EncryptionError> {
    let draw = Entropy::new([9; 32]).draw();
    encrypt(draw, keys.iter().copied(), "key-1", pem, "4111111111111111")
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// Reads what the format's description says is there; takes each field off the front.
fn take<'a>(message: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (field, rest) = message.split_at(count);
    *message = rest;
    field
}

fn open(message: &[u8]) -> (String, String, String) {
    let mut rest = message;
    assert_eq!(take(&mut rest, 4), [1, 0x80, 1, 0x78]);
    let id = take(&mut rest, 16);
    assert_eq!(take(&mut rest, 4), [0, 0, 0, 1], "no context, one data key");
    let fields = [(); 3].map(|()| {
        let length = take(&mut rest, 2);
        take(
            &mut rest,
            usize::from(length[0]) << 8 | usize::from(length[1]),
        )
    });
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let data_key = PRIVATE.decrypt(Oaep::new::<Sha512>(), fields[2]).unwrap();
    assert_eq!(take(&mut rest, 10), [2, 0, 0, 0, 0, 12, 0, 0, 16, 0]);
    let header = &message[..message.len() - rest.len()];
    let prk = Salt::new(HKDF_SHA256, &[0; 32]).extract(&data_key);
    let mut key = [0; 32];
    let info = [&[1, 0x78][..], id];
    prk.expand(&info, Length(32))
        .unwrap()
        .fill(&mut key)
        .unwrap();
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).unwrap());
    let nonce = |bytes: &[u8]| Nonce::try_assume_unique_for_key(bytes).unwrap();
    let head_nonce = take(&mut rest, 12);
    let mut tag = take(&mut rest, 16).to_vec();
    key.open_in_place(nonce(head_nonce), Aad::from(header), &mut tag)
        .unwrap();
    assert_eq!(take(&mut rest, 8), [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1]);
    let body_nonce = take(&mut rest, 12);
    let length = take(&mut rest, 4);
    assert_eq!(rest.len(), usize::from(length[3]) + 16);
    let mut known = id.to_vec();
    known.extend(b"AWSKMSEncryptionClient Final Frame");
    known.extend([0, 0, 0, 1, 0, 0, 0, 0]);
    known.extend(length);
    let mut body = rest.to_vec();
    let input = key
        .open_in_place(nonce(body_nonce), Aad::from(known), &mut body)
        .unwrap();
    (text(fields[0]), text(fields[1]), text(input))
}

#[test]
fn the_private_key_opens_a_message_and_finds_its_own_number_in_it() {
    let message = try_encrypt(&[&public_key()], &certificate()).unwrap();
    let opened = open(&STANDARD.decode(message).unwrap());
    let expected = ("AmazonConnect", "key-1", "4111111111111111");
    let expected = (expected.0.into(), expected.1.into(), expected.2.into());
    assert_eq!(opened, expected);
}

#[test]
fn each_message_is_another_one() {
    let (key, pem) = (public_key(), certificate());
    let mut entropy = Entropy::new([1; 32]);
    let mut next = || encrypt(entropy.draw(), [key.as_str()], "k", &pem, "1").unwrap();
    assert_ne!(next(), next());
}

#[test]
fn either_of_two_keys_may_have_signed_and_a_certificate_counts_as_its_key() {
    let stranger = KeyPair::generate().unwrap().public_key_pem();
    let pem = certificate();
    assert!(try_encrypt(&[&stranger, &public_key()], &pem).is_ok());
    assert!(try_encrypt(&[&pem], &pem).is_ok());
    // Line breaks that a form has turned into spaces.
    assert!(try_encrypt(&[&public_key()], &pem.replace('\n', " ")).is_ok());
}

#[test]
fn another_keys_certificate_is_refused() {
    let issuer = KeyPair::generate().unwrap();
    let stranger = params().signed_by(&pair(), &Issuer::new(params(), &issuer));
    let stranger = stranger.unwrap().pem();
    let refused = |keys: &[&str], pem: &str| match try_encrypt(keys, pem) {
        Err(EncryptionError::Recipient(error)) => error,
        other => panic!("{other:?}"),
    };
    let own = public_key();
    assert_eq!(refused(&[&own], &stranger), RecipientError::NotSigned);
    // The key that did sign it vouches for it.
    assert!(try_encrypt(&[&issuer.public_key_pem()], &stranger).is_ok());
    let pem = certificate();
    assert_eq!(refused(&[], &pem), RecipientError::NoSecurityKey);
    assert_eq!(refused(&["rubbish"], &pem), RecipientError::NotSigned);
    for rubbish in ["", "rubbish", &own, &pem[..pem.len() / 2]] {
        assert_eq!(refused(&[&own], rubbish), RecipientError::NotACertificate);
    }
    let curve = KeyPair::generate().unwrap();
    let of_curve = params().self_signed(&curve).unwrap().pem();
    let key = curve.public_key_pem();
    assert_eq!(refused(&[&key], &of_curve), RecipientError::NotRsa);
}

#[test]
fn a_changed_certificate_is_refused() {
    let pem = certificate();
    let own = public_key();
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let der = STANDARD.decode(body).unwrap();
    // What is signed (a sequence behind the outer one's four bytes of head) and the signature (the
    // last 256 bytes and the count of bits left over before them). How the two are wrapped up
    // decides nothing.
    let signed = 4 + usize::from(der[6]) * 256 + usize::from(der[7]) + 4;
    let signature = der.len() - 257;
    assert_eq!((der[4], der[5], der[signature]), (0x30, 0x82, 0));
    for bit in (4 * 8..signed * 8).chain(signature * 8..der.len() * 8) {
        let (at, mask) = (bit / 8, 1 << (bit % 8));
        let mut changed = der.clone();
        changed[at] ^= mask;
        let body = STANDARD.encode(changed);
        let pem = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----");
        assert!(
            try_encrypt(&[&own], &pem).is_err(),
            "bit {mask:#x} of byte {at} of {}",
            der.len()
        );
    }
}

#[test]
fn a_key_without_a_number_and_endless_input_are_refused() {
    let (key, pem) = (public_key(), certificate());
    let with = |id: &str, input: &str| {
        let draw = Entropy::new([1; 32]).draw();
        encrypt(draw, [key.as_str()], id, &pem, input)
    };
    assert_eq!(with("", "1"), Err(EncryptionError::KeyId));
    assert_eq!(with(&"k".repeat(70_000), "1"), Err(EncryptionError::KeyId));
    assert_eq!(
        with("k", &"1".repeat(5000)),
        Err(EncryptionError::Length(5000))
    );
    assert!(with("k", "").is_ok());
}
