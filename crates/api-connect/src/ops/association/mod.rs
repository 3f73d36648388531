//! What an instance may work with: origins of pages that embed it, keys for encrypted input, bots.
//! Source: connect-a-foundation.md §5.2, connect-c-flows.md §2.3, §18.

mod approved_origin;
mod bot;
mod security_key;

use crate::plain::Plain;
use resources::Kind;

pub(crate) const APPROVED_ORIGIN: Plain = Plain {
    name: "Origin",
    named: true,
    ..Plain::of(Kind::ApprovedOrigin, "Origin", "Arn")
};

pub(crate) const SECURITY_KEY: Plain = Plain {
    name: "",
    shown: |_, _, it, full| {
        full.insert("CreationTime".into(), aws_wire::ToWire::to_wire(it.created));
    },
    ..Plain::of(Kind::SecurityKey, "AssociationId", "Arn")
};

pub(crate) const BOT: Plain = Plain {
    facets: &[("/Version", "version")],
    shown: |_, _, it, full| {
        // ListLexBots answers the bots of the first version themselves.
        let bot = it.value.body.get("LexBot").and_then(|it| it.as_object());
        full.extend(bot.cloned().unwrap_or_default());
    },
    ..Plain::of(Kind::Bot, "BotId", "Arn")
};

crate::row::operations! {
    ; raw:
    AssociateApprovedOrigin => approved_origin::associate_approved_origin,
    AssociateBot => bot::associate_bot,
    AssociateLexBot => bot::associate_lex_bot,
    AssociateSecurityKey => security_key::associate_security_key,
    DisassociateApprovedOrigin => approved_origin::disassociate_approved_origin,
    DisassociateBot => bot::disassociate_bot,
    DisassociateLexBot => bot::disassociate_lex_bot,
    ListBots => bot::list_bots,
    ListLexBots => bot::list_lex_bots,
    ; plain super::association::APPROVED_ORIGIN {
        ListApprovedOrigins => list,
    }
    ; plain super::association::SECURITY_KEY {
        DisassociateSecurityKey => delete,
        ListSecurityKeys => list,
    }
}
