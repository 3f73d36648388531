//! What every operation's file needs.

pub(crate) use crate::common::*;
pub(crate) use crate::search::{Field, Terms};
pub(crate) use aws_wire::Nothing;
pub(crate) use connect_model as api;
pub(crate) use ids::InstanceId;
pub(crate) use resources::Kind;
pub(crate) use services::{Ctx, Listing, ServiceError, Stored};
