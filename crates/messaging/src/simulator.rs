//! The simulator's numbers: messages to them end as their kind says, and nothing leaves.
//!
//! Source: sms.md section 10.3.

/// Country, the number of the success chain, the number of the failure.
pub const PAIRS: [(&str, &str, &str); 25] = [
    ("AU", "+61455944038", "+61455944039"),
    ("AT", "+43676800442031", "+43676800442032"),
    ("BE", "+32460213922", "+32460213923"),
    ("CL", "+56229140630", "+56229140631"),
    ("CZ", "+420790542286", "+420790542287"),
    ("DK", "+4525919410", "+4525919215"),
    ("EE", "+37282720792", "+37282720793"),
    ("FI", "+3584573979110", "+3584573979111"),
    ("FR", "+33755512501", "+33755512502"),
    ("HK", "+85257048426", "+85257048854"),
    ("HU", "+36707178770", "+36707178772"),
    ("IT", "+394390009172", "+394390009174"),
    ("JE", "+447937404990", "+447937404992"),
    ("LU", "+352691385880", "+352691385882"),
    ("NL", "+3197008100148", "+3197008100150"),
    ("NO", "+4759449384", "+4759449387"),
    ("PL", "+48732141440", "+48732141442"),
    ("PT", "+351927946948", "+351927946950"),
    ("RO", "+40783900330", "+40783900332"),
    ("ES", "+34683783440", "+34683783442"),
    ("SE", "+46790645100", "+46790645102"),
    ("CH", "+41798075872", "+41798075874"),
    ("TW", "+886903444630", "+886903444632"),
    ("GB", "+447860019066", "+447860019067"),
    ("US", "+14254147755", "+14254147167"),
];

/// A simulator's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Simulated {
    /// Its country.
    pub country: &'static str,
    /// Whether messages to it are delivered.
    pub succeeds: bool,
}

/// The simulator's number of this text, if it is one.
pub fn simulated(number: &str) -> Option<Simulated> {
    let pair = PAIRS
        .iter()
        .find(|(_, yes, no)| *yes == number || *no == number);
    pair.map(|(country, yes, _)| Simulated {
        country,
        succeeds: *yes == number,
    })
}
