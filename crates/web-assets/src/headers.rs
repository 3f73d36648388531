//! The response headers that the pages are built for.

/// `Content-Security-Policy` of every page and asset.
///
/// The pages need no inline script, no inline style element or attribute in markup, no `eval` and
/// no `data:` asset; style properties are set through the CSSOM, which the policy does not touch.
/// `blob:` is for recorded audio in the browser's memory.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; \
    style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self' blob:; \
    connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'self'";

/// `Permissions-Policy` of every page: the microphone for the softphone, nothing else.
pub const PERMISSIONS_POLICY: &str =
    "microphone=(self), autoplay=(self), camera=(), geolocation=(), payment=(), usb=()";

/// `Referrer-Policy` of every page: contact ids in addresses stay on this origin.
pub const REFERRER_POLICY: &str = "same-origin";
