//! Locales of a bot.

mod build_bot_locale;
mod create_bot_locale;
mod delete_bot_locale;
mod describe_bot_locale;
mod list_bot_locales;
mod update_bot_locale;

use crate::common::{Result, invalid};
use crate::part::full;
use crate::shape::Object;
use resources::Plain;
use serde_json::json;
use services::Stored;

operations! {
    BuildBotLocale => build_bot_locale::build_bot_locale,
    CreateBotLocale => create_bot_locale::create_bot_locale,
    DeleteBotLocale => delete_bot_locale::delete_bot_locale,
    DescribeBotLocale => describe_bot_locale::describe_bot_locale,
    ListBotLocales => list_bot_locales::list_bot_locales,
    UpdateBotLocale => update_bot_locale::update_bot_locale,
}

/// The locales of Lex V2 by their names. Source: Lex V2 developer guide, "Languages and locales".
const LOCALES: &[(&str, &str)] = &[
    ("ar_AE", "Gulf Arabic (UAE)"),
    ("ca_ES", "Catalan (Spain)"),
    ("da_DK", "Danish (Denmark)"),
    ("de_AT", "German (Austria)"),
    ("de_DE", "German (Germany)"),
    ("en_AU", "English (AU)"),
    ("en_GB", "English (UK)"),
    ("en_IN", "English (IN)"),
    ("en_US", "English (US)"),
    ("en_ZA", "English (South Africa)"),
    ("es_419", "Spanish (LATAM)"),
    ("es_ES", "Spanish (Spain)"),
    ("es_US", "Spanish (US)"),
    ("fi_FI", "Finnish (Finland)"),
    ("fr_CA", "French (Canada)"),
    ("fr_FR", "French (France)"),
    ("hi_IN", "Hindi (India)"),
    ("it_IT", "Italian (Italy)"),
    ("ja_JP", "Japanese (Japan)"),
    ("ko_KR", "Korean (Korea)"),
    ("nl_NL", "Dutch (Netherlands)"),
    ("no_NO", "Norwegian (Norway)"),
    ("pl_PL", "Polish (Poland)"),
    ("pt_BR", "Portuguese (Brazil)"),
    ("pt_PT", "Portuguese (Portugal)"),
    ("sv_SE", "Swedish (Sweden)"),
    ("zh_CN", "Mandarin (PRC)"),
    ("zh_HK", "Cantonese (HK)"),
];

/// The name of a locale.
///
/// # Errors
/// When there is no such locale.
pub(super) fn name_of(locale: &str) -> Result<&'static str> {
    let found = LOCALES.iter().find(|(id, _)| *id == locale);
    let name = found.map(|(_, name)| *name);
    name.ok_or_else(|| invalid(format!("there is no locale {locale}")))
}

/// A locale as it is shown.
fn shown(of: &Stored<Plain>) -> Object {
    let mut full = full(of, "localeId");
    let name = full.get("localeId").and_then(|it| name_of(it.as_str()?).ok());
    full.insert("localeName".into(), json!(name));
    full
}
