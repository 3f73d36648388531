//! The voices that the public API names, and what stands in for each.

/// How a voice sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// A woman's voice.
    Female,
    /// A man's voice.
    Male,
}

/// A voice by the name that flows use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voice {
    /// The API's name.
    pub name: &'static str,
    /// Its language, such as `en-US`.
    pub language: &'static str,
    /// How it sounds.
    pub gender: Gender,
    /// The espeak-ng variant that tells it from its neighbours of the same language.
    pub variant: &'static str,
}

/// The voice with this name, in any case; `Joanna` for an unknown one, as she is the API's
/// default.
pub fn voice_named(name: &str) -> Voice {
    VOICES
        .iter()
        .find(|voice| voice.name.eq_ignore_ascii_case(name))
        .copied()
        .unwrap_or(VOICES[0])
}

impl Voice {
    /// The value of espeak-ng's `-v` for this voice, speaking `language` when given.
    pub fn espeak_name(self, language: Option<&str>) -> String {
        let language = language
            .filter(|tag| is_language_tag(tag))
            .unwrap_or(self.language);
        format!("{}+{}", espeak_language(language), self.variant)
    }
}

/// Letters, digits and hyphens only, so that nothing else reaches a command line.
fn is_language_tag(tag: &str) -> bool {
    !tag.is_empty()
        && tag.len() <= 16
        && tag
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// espeak-ng names most languages without a region.
fn espeak_language(tag: &str) -> String {
    let tag = tag.to_ascii_lowercase();
    match tag.as_str() {
        "en-us" | "en-gb" | "fr-fr" | "fr-be" | "fr-ch" | "pt-br" => tag,
        "en-au" | "en-nz" | "en-za" | "en-in" | "en-ie" | "en-gb-wls" => "en-gb".into(),
        "es-us" | "es-mx" => "es-419".into(),
        "fr-ca" => "fr-fr".into(),
        "cmn-cn" | "zh-cn" => "cmn".into(),
        "yue-cn" => "yue".into(),
        "arb" | "ar-ae" => "ar".into(),
        "nb-no" => "nb".into(),
        other => other.split('-').next().unwrap_or("en-us").to_owned(),
    }
}

macro_rules! voices {
    ($($language:literal: $($name:ident $gender:ident $variant:literal),+;)*) => {
        /// Every voice of the API's list that we know. Source: the voice names in
        /// connect-c-flows.md §7.38 and in published flows; variants are our choice.
        const VOICES: &[Voice] = &[$($(Voice {
            name: stringify!($name),
            language: $language,
            gender: Gender::$gender,
            variant: $variant,
        },)+)*];
    };
}

voices! {
    "en-US": Joanna Female "f3", Matthew Male "m3", Danielle Female "f2", Gregory Male "m7",
        Ivy Female "f5", Justin Male "m4", Kendra Female "f1", Kevin Male "m4",
        Kimberly Female "f2", Salli Female "f4", Joey Male "m2", Ruth Female "f1",
        Stephen Male "m1", Patrick Male "m6";
    "en-GB": Amy Female "f3", Emma Female "f2", Brian Male "m3", Arthur Male "m1";
    "en-GB-WLS": Geraint Male "m2";
    "en-AU": Nicole Female "f2", Olivia Female "f3", Russell Male "m3";
    "en-NZ": Aria Female "f3";
    "en-ZA": Ayanda Female "f2";
    "en-IE": Niamh Female "f3";
    "en-IN": Aditi Female "f2", Raveena Female "f1", Kajal Female "f3";
    "de-DE": Vicki Female "f3", Marlene Female "f2", Hans Male "m3", Daniel Male "m1";
    "de-AT": Hannah Female "f3";
    "es-ES": Lucia Female "f3", Conchita Female "f2", Enrique Male "m3", Sergio Male "m1";
    "es-MX": Mia Female "f3", Andres Male "m3";
    "es-US": Lupe Female "f3", Penelope Female "f2", Miguel Male "m3", Pedro Male "m1";
    "fr-FR": Lea Female "f3", Celine Female "f2", Mathieu Male "m3", Remi Male "m1";
    "fr-CA": Chantal Female "f2", Gabrielle Female "f3", Liam Male "m3";
    "fr-BE": Isabelle Female "f3";
    "it-IT": Bianca Female "f3", Carla Female "f2", Giorgio Male "m3", Adriano Male "m1";
    "pt-BR": Camila Female "f3", Vitoria Female "f2", Ricardo Male "m3", Thiago Male "m1";
    "pt-PT": Ines Female "f3", Cristiano Male "m3";
    "nl-NL": Laura Female "f3", Lotte Female "f2", Ruben Male "m3";
    "nl-BE": Lisa Female "f3";
    "pl-PL": Ewa Female "f2", Maja Female "f1", Ola Female "f3", Jacek Male "m3", Jan Male "m1";
    "ja-JP": Mizuki Female "f2", Kazuha Female "f3", Tomoko Female "f1", Takumi Male "m3";
    "ko-KR": Seoyeon Female "f3";
    "cmn-CN": Zhiyu Female "f3";
    "yue-CN": Hiujin Female "f3";
    "hi-IN": Kajal Female "f3";
    "arb": Zeina Female "f2";
    "ar-AE": Hala Female "f3", Zayd Male "m3";
    "ca-ES": Arlet Female "f3";
    "cs-CZ": Jitka Female "f3";
    "da-DK": Naja Female "f2", Sofie Female "f3", Mads Male "m3";
    "fi-FI": Suvi Female "f3";
    "is-IS": Dora Female "f2", Karl Male "m3";
    "nb-NO": Liv Female "f2", Ida Female "f3";
    "ro-RO": Carmen Female "f3";
    "ru-RU": Tatyana Female "f3", Maxim Male "m3";
    "sv-SE": Astrid Female "f2", Elin Female "f3";
    "tr-TR": Filiz Female "f2", Burcu Female "f3";
    "cy-GB": Gwyneth Female "f3";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_is_found_in_any_case_and_an_unknown_one_is_joanna() {
        assert_eq!(voice_named("matthew").name, "Matthew");
        assert_eq!(voice_named("Nobody").name, "Joanna");
    }

    #[test]
    fn a_language_of_the_contact_overrides_that_of_the_voice() {
        assert_eq!(voice_named("Joanna").espeak_name(None), "en-us+f3");
        assert_eq!(voice_named("Joanna").espeak_name(Some("de-DE")), "de+f3");
    }

    #[test]
    fn a_language_that_is_no_tag_is_not_passed_on() {
        assert_eq!(
            voice_named("Vicki").espeak_name(Some("../x --flag")),
            "de+f3"
        );
    }
}
