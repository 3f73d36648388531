//! A `multipart/form-data` body. Source: RFC 7578.

use ring::digest::{SHA256, digest};

/// A form: texts, and one file.
pub(super) struct Form {
    boundary: String,
    body: Vec<u8>,
}

impl Form {
    /// A form with a file in its field `file`. The boundary is made of the file's digest, so that
    /// it cannot occur in it by accident.
    pub(super) fn with_file(name: &str, kind: &str, file: &[u8]) -> Self {
        let digest = digest(&SHA256, file);
        let boundary: String = digest
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let mut form = Self {
            boundary,
            body: Vec::with_capacity(file.len() + 1024),
        };
        let head = format!("name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}");
        form.part(&head, file);
        form
    }

    /// Adds a text. Its name is ours; its value may be anything but holds no boundary.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.part(&format!("name=\"{name}\""), value.as_bytes());
    }

    fn part(&mut self, head: &str, value: &[u8]) {
        let boundary = &self.boundary;
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        self.body.extend_from_slice(head.as_bytes());
        self.body.extend_from_slice(value);
        self.body.extend_from_slice(b"\r\n");
    }

    /// The value of the `Content-Type` header, and the body.
    pub(super) fn finish(mut self) -> (String, Vec<u8>) {
        let end = format!("--{}--\r\n", self.boundary);
        self.body.extend_from_slice(end.as_bytes());
        let kind = format!("multipart/form-data; boundary={}", self.boundary);
        (kind, self.body)
    }
}
