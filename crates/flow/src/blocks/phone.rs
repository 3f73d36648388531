//! Phone numbers as callers key them: local ones become E.164 by their country.
//! Spec: flow-language.md §7.1, connect-c-flows.md §7.44. Calling codes: ITU-T E.164.

use crate::params::Params;
use crate::problem::Rule;
use ids::PhoneNumber;

/// The most digits of an E.164 number.
pub(super) const MAX_DIGITS: usize = 15;
/// The fewest digits that any numbering plan gives, country code included.
const MIN_DIGITS: usize = 7;

/// How a number is keyed.
#[derive(Debug)]
pub(super) enum Format {
    /// With its country code.
    E164,
    /// As dialled within the country of this calling code.
    Local(&'static str),
}

impl Format {
    pub(super) fn read(params: &mut Params<'_>) -> Self {
        let format = params.choice("NumberFormat", &["Local", "E164"]);
        let country = params.text("CountryCode");
        if format.is_none() && !params.has("NumberFormat") {
            params.missing("NumberFormat", "Local or E164");
        }
        if format != Some("Local") {
            return Format::E164;
        }
        match country.as_deref().and_then(calling_code) {
            Some(code) => Format::Local(code),
            None => {
                let hint = "expected a country of two letters, such as US";
                params.report(Rule::ParameterValue, "CountryCode", hint);
                Format::E164
            }
        }
    }

    /// The number that was keyed, if it can be one. Whether it exists needs the numbering plans.
    pub(super) fn number(&self, keys: &str) -> Option<PhoneNumber> {
        if !keys.bytes().all(|key| key.is_ascii_digit()) {
            return None;
        }
        let text = match self {
            // An international prefix is no part of the number.
            Format::E164 => keys.strip_prefix("00").unwrap_or(keys).to_owned(),
            Format::Local(code) => format!("{code}{}", national(code, keys)?),
        };
        let plausible = (MIN_DIGITS..=MAX_DIGITS).contains(&text.len());
        let number = plausible.then(|| format!("+{text}").parse().ok())?;
        number.filter(|_| !text.starts_with('1') || text.len() == 11)
    }
}

/// The national number without the digit that is dialled before it inside the country.
fn national<'a>(code: &str, keys: &'a str) -> Option<&'a str> {
    match code {
        "1" => {
            let bare = keys.strip_prefix('1').filter(|rest| rest.len() == 10);
            let bare = bare.unwrap_or(keys);
            (bare.len() == 10 && !bare.starts_with(['0', '1'])).then_some(bare)
        }
        "7" => Some(
            keys.strip_prefix('8')
                .filter(|rest| rest.len() == 10)
                .unwrap_or(keys),
        ),
        "36" => Some(keys.strip_prefix("06").unwrap_or(keys)),
        // Where the zero is part of the number.
        "39" | "225" | "241" | "242" | "378" => Some(keys),
        _ => Some(keys.strip_prefix('0').unwrap_or(keys)),
    }
}

fn calling_code(country: &str) -> Option<&'static str> {
    let country = country.trim().to_ascii_uppercase();
    let (_, code) = CODES
        .iter()
        .find(|(countries, _)| countries.split(' ').any(|listed| listed == country))?;
    Some(code)
}

/// ISO 3166-1 countries by calling code.
const CODES: &[(&str, &str)] = &[
    (
        "US CA AG AI AS BB BM BS DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI UM",
        "1",
    ),
    ("RU KZ", "7"),
    ("EG", "20"),
    ("ZA", "27"),
    ("GR", "30"),
    ("NL", "31"),
    ("BE", "32"),
    ("FR", "33"),
    ("ES", "34"),
    ("HU", "36"),
    ("IT VA", "39"),
    ("RO", "40"),
    ("CH", "41"),
    ("AT", "43"),
    ("GB GG IM JE", "44"),
    ("DK", "45"),
    ("SE", "46"),
    ("NO SJ BV", "47"),
    ("PL", "48"),
    ("DE", "49"),
    ("PE", "51"),
    ("MX", "52"),
    ("CU", "53"),
    ("AR", "54"),
    ("BR", "55"),
    ("CL", "56"),
    ("CO", "57"),
    ("VE", "58"),
    ("MY", "60"),
    ("AU CC CX", "61"),
    ("ID", "62"),
    ("PH", "63"),
    ("NZ PN", "64"),
    ("SG", "65"),
    ("TH", "66"),
    ("JP", "81"),
    ("KR", "82"),
    ("VN", "84"),
    ("CN", "86"),
    ("TR", "90"),
    ("IN", "91"),
    ("PK", "92"),
    ("AF", "93"),
    ("LK", "94"),
    ("MM", "95"),
    ("IR", "98"),
    ("SS", "211"),
    ("MA EH", "212"),
    ("DZ", "213"),
    ("TN", "216"),
    ("LY", "218"),
    ("GM", "220"),
    ("SN", "221"),
    ("MR", "222"),
    ("ML", "223"),
    ("GN", "224"),
    ("CI", "225"),
    ("BF", "226"),
    ("NE", "227"),
    ("TG", "228"),
    ("BJ", "229"),
    ("MU", "230"),
    ("LR", "231"),
    ("SL", "232"),
    ("GH", "233"),
    ("NG", "234"),
    ("TD", "235"),
    ("CF", "236"),
    ("CM", "237"),
    ("CV", "238"),
    ("ST", "239"),
    ("GQ", "240"),
    ("GA", "241"),
    ("CG", "242"),
    ("CD", "243"),
    ("AO", "244"),
    ("GW", "245"),
    ("IO", "246"),
    ("SC", "248"),
    ("SD", "249"),
    ("RW", "250"),
    ("ET", "251"),
    ("SO", "252"),
    ("DJ", "253"),
    ("KE", "254"),
    ("TZ", "255"),
    ("UG", "256"),
    ("BI", "257"),
    ("MZ", "258"),
    ("ZM", "260"),
    ("MG", "261"),
    ("RE YT TF", "262"),
    ("ZW", "263"),
    ("NA", "264"),
    ("MW", "265"),
    ("LS", "266"),
    ("BW", "267"),
    ("SZ", "268"),
    ("KM", "269"),
    ("SH", "290"),
    ("ER", "291"),
    ("AW", "297"),
    ("FO", "298"),
    ("GL", "299"),
    ("GI", "350"),
    ("PT", "351"),
    ("LU", "352"),
    ("IE", "353"),
    ("IS", "354"),
    ("AL", "355"),
    ("MT", "356"),
    ("CY", "357"),
    ("FI AX", "358"),
    ("BG", "359"),
    ("LT", "370"),
    ("LV", "371"),
    ("EE", "372"),
    ("MD", "373"),
    ("AM", "374"),
    ("BY", "375"),
    ("AD", "376"),
    ("MC", "377"),
    ("SM", "378"),
    ("UA", "380"),
    ("RS", "381"),
    ("ME", "382"),
    ("XK", "383"),
    ("HR", "385"),
    ("SI", "386"),
    ("BA", "387"),
    ("MK", "389"),
    ("CZ", "420"),
    ("SK", "421"),
    ("LI", "423"),
    ("FK GS", "500"),
    ("BZ", "501"),
    ("GT", "502"),
    ("SV", "503"),
    ("HN", "504"),
    ("NI", "505"),
    ("CR", "506"),
    ("PA", "507"),
    ("PM", "508"),
    ("HT", "509"),
    ("GP BL MF", "590"),
    ("BO", "591"),
    ("GY", "592"),
    ("EC", "593"),
    ("GF", "594"),
    ("PY", "595"),
    ("MQ", "596"),
    ("SR", "597"),
    ("UY", "598"),
    ("CW BQ", "599"),
    ("TL", "670"),
    ("AQ NF", "672"),
    ("BN", "673"),
    ("NR", "674"),
    ("PG", "675"),
    ("TO", "676"),
    ("SB", "677"),
    ("VU", "678"),
    ("FJ", "679"),
    ("PW", "680"),
    ("WF", "681"),
    ("CK", "682"),
    ("NU", "683"),
    ("WS", "685"),
    ("KI", "686"),
    ("NC", "687"),
    ("TV", "688"),
    ("PF", "689"),
    ("TK", "690"),
    ("FM", "691"),
    ("MH", "692"),
    ("KP", "850"),
    ("HK", "852"),
    ("MO", "853"),
    ("KH", "855"),
    ("LA", "856"),
    ("BD", "880"),
    ("TW", "886"),
    ("MV", "960"),
    ("LB", "961"),
    ("JO", "962"),
    ("SY", "963"),
    ("IQ", "964"),
    ("KW", "965"),
    ("SA", "966"),
    ("YE", "967"),
    ("OM", "968"),
    ("PS", "970"),
    ("AE", "971"),
    ("IL", "972"),
    ("BH", "973"),
    ("QA", "974"),
    ("BT", "975"),
    ("MN", "976"),
    ("NP", "977"),
    ("TJ", "992"),
    ("TM", "993"),
    ("AZ", "994"),
    ("GE", "995"),
    ("KG", "996"),
    ("UZ", "998"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn local(country: &str, keys: &str) -> Option<String> {
        let format = Format::Local(calling_code(country).unwrap());
        format.number(keys).map(String::from)
    }

    #[test]
    fn a_local_number_gets_its_country_code() {
        assert_eq!(local("US", "2065550100").as_deref(), Some("+12065550100"));
        assert_eq!(local("US", "12065550100").as_deref(), Some("+12065550100"));
        assert_eq!(local("de", "030123456").as_deref(), Some("+4930123456"));
        assert_eq!(local("IT", "0612345678").as_deref(), Some("+390612345678"));
        assert_eq!(local("RU", "89161234567").as_deref(), Some("+79161234567"));
        assert_eq!(local("HU", "0612345678").as_deref(), Some("+3612345678"));
    }

    #[test]
    fn what_cannot_be_a_number_is_refused() {
        assert_eq!(local("US", "555"), None);
        assert_eq!(local("US", "0065550100"), None);
        assert_eq!(local("DE", "12*4"), None);
        assert_eq!(Format::E164.number("49"), None);
        assert_eq!(Format::E164.number("0123456789"), None);
        assert_eq!(calling_code("XX"), None);
    }

    #[test]
    fn an_international_number_is_keyed_with_its_country() {
        let number = |keys| Format::E164.number(keys).map(String::from);
        assert_eq!(number("4930123456").as_deref(), Some("+4930123456"));
        assert_eq!(number("004930123456").as_deref(), Some("+4930123456"));
    }
}
