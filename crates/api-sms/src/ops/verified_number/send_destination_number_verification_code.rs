//! SendDestinationNumberVerificationCode: a random code as a message of ours, good for 15 minutes.
//! A new one takes the place of the one before once the message was accepted: a request that is
//! refused changes nothing.

use super::{digest, named};
use crate::ctx::Ctx;
use crate::error::{Result, SmsError, conflict};
use crate::keep::text;
use aws_wire::Value;
use ids::{PhoneNumber, Timestamp};
use messaging::{Channel, Submission, VoiceOptions};
use messaging_resources::{Kept, Verification, VerificationStatus, VerifiedDestinationNumber};
use serde_json::json;
use services::ServiceError;
use std::time::Duration;
use store::Batch;
use uuid::Uuid;

/// For how long a code is good. Source: sms.md §10.2.
const GOOD: Duration = Duration::from_secs(15 * 60);
const DAY: Duration = Duration::from_secs(24 * 3600);

pub(crate) async fn send_destination_number_verification_code(
    ctx: &Ctx,
    input: &Value,
) -> Result<Value> {
    let mut it = named(ctx, input).await?;
    let id = it.value.id();
    if it.value.status == VerificationStatus::Verified {
        let message = "The number is verified already";
        let (reason, kind) = ("VERIFICATION_ALREADY_COMPLETE", VerifiedDestinationNumber::TYPE);
        return Err(conflict(reason, kind, id, message));
    }
    may_ask(ctx, &mut it.value)?;
    let first = it.value.codes().next().is_none();
    let code = format!("{:06}", ctx.new_id::<Uuid>().as_u128() % 1_000_000);
    let code_digest = digest(ctx, &id, &code);
    it.value.offered = Some(Verification {
        code_digest: code_digest.clone(),
        expires: ctx.now() + GOOD,
        attempts: 0,
    });
    // Before it is sent: whoever gets it can use it. The one before stays good until then.
    let put = Batch::new().with(ctx.put(&it)?);
    ctx.commit(put, Value::Null).await?;
    let number: PhoneNumber = it
        .value
        .destination_phone_number
        .parse()
        .map_err(ServiceError::internal)?;
    let mut submission = message(input, number, &code)?;
    submission.free = first;
    let sent = ctx.shared.messages.send(submission).await;
    settle(ctx, input, &code_digest, sent.is_ok()).await?;
    Ok(json!({"MessageId": sent?.message_id}))
}

/// Counts that a code is asked for, or refuses it beyond the quota.
fn may_ask(ctx: &Ctx, it: &mut VerifiedDestinationNumber) -> Result<()> {
    let now = ctx.now();
    it.asked.retain(|at| now.since(Timestamp(*at)) < DAY);
    let quota = services::limits::find(services::limits::SMS_VERIFICATION_CODES);
    let most = quota.map_or(u64::MAX, |it| ctx.quotas.default_of(it));
    if u64::try_from(it.asked.len()).unwrap_or(u64::MAX) >= most {
        return Err(SmsError::Quota {
            reason: "VERIFICATION_ATTEMPTS_PER_DAY",
            message: format!("{most} codes were asked for within 24 hours"),
        });
    }
    it.asked.push(now.0);
    Ok(())
}

/// A code that was accepted takes the place of the one before; one that was not is good for nothing.
async fn settle(ctx: &Ctx, input: &Value, code_digest: &str, accepted: bool) -> Result<()> {
    let mut it = named(ctx, input).await?;
    let offered = it.value.offered.take_if(|it| it.code_digest == code_digest);
    // The number was verified meanwhile, or a further code was asked for.
    let Some(offered) = offered else {
        return Ok(());
    };
    if accepted {
        it.value.verification = Some(offered);
    }
    let put = Batch::new().with(ctx.put(&it)?);
    ctx.commit(put, Value::Null).await?;
    Ok(())
}

fn message(input: &Value, number: PhoneNumber, code: &str) -> Result<Submission> {
    let spoken = text(input, "VerificationChannel") == Some("VOICE");
    let (channel, said) = match spoken {
        true => (Channel::Voice, spelled(code)),
        false => (Channel::Text, code.to_owned()),
    };
    let body = words(text(input, "LanguageCode").unwrap_or("EN_US"), &said);
    let mut it = Submission::new(channel, number, body);
    it.verification = true;
    it.origination_identity = text(input, "OriginationIdentity").map(str::to_owned);
    it.voice = spoken.then(|| VoiceOptions {
        voice_id: "MATTHEW".to_owned(),
        ssml: false,
    });
    crate::ops::send::common(input, &mut it)?;
    Ok(it)
}

/// Digits one by one, as they are to be said.
fn spelled(code: &str) -> String {
    let digits: Vec<String> = code.chars().map(String::from).collect();
    digits.join(", ")
}

/// The message in a language.
fn words(language: &str, code: &str) -> String {
    let text = match language {
        "DE_DE" => "Ihr Bestätigungscode lautet",
        "ES_419" | "ES_ES" => "Su código de verificación es",
        "FR_CA" | "FR_FR" => "Votre code de vérification est",
        "IT_IT" => "Il tuo codice di verifica è",
        "JA_JP" => "確認コード:",
        "KO_KR" => "인증 코드:",
        "PT_BR" => "Seu código de verificação é",
        "ZH_CN" => "您的验证码是",
        "ZH_TW" => "您的驗證碼是",
        _ => "Your verification code is",
    };
    format!("{text} {code}")
}
