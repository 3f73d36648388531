//! Which flow answers what comes in by other ways than calls: messages to a number, mail to an
//! address. Calls to claimed numbers are listed with them as `VOICE_PHONE_NUMBER`; which flow
//! answers those is a member of the number.

mod associate_flow;
mod batch_get_flow_association;
mod disassociate_flow;
mod get_flow_association;
mod list_flow_associations;
mod parts;

crate::row::operations! {
    ; raw:
    AssociateFlow => associate_flow::associate_flow,
    BatchGetFlowAssociation => batch_get_flow_association::batch_get_flow_association,
    DisassociateFlow => disassociate_flow::disassociate_flow,
    GetFlowAssociation => get_flow_association::get_flow_association,
    ListFlowAssociations => list_flow_associations::list_flow_associations,
}
