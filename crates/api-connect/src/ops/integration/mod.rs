//! Integration associations and their use cases.

mod integrations;

use crate::plain::Plain;
use resources::Kind;

pub(crate) const INTEGRATION: Plain = Plain {
    name: "",
    words: &[("IntegrationType", "type"), ("IntegrationArn", "integration-arn")],
    facets: &[("/IntegrationType", "type"), ("/IntegrationArn", "integration-arn")],
    ..Plain::of(
        Kind::IntegrationAssociation,
        "IntegrationAssociationId",
        "IntegrationAssociationArn",
    )
};

pub(crate) const USE_CASE: Plain = Plain {
    name: "",
    whole: Some(("IntegrationAssociationId", Kind::IntegrationAssociation)),
    facets: &[("/UseCaseType", "type")],
    ..Plain::of(Kind::UseCase, "UseCaseId", "UseCaseArn")
};

crate::row::operations! {
    ; raw:
    CreateIntegrationAssociation => integrations::create_integration_association,
    CreateUseCase => integrations::create_use_case,
    DeleteIntegrationAssociation => integrations::delete_integration_association,
    ; plain super::integration::INTEGRATION {
        ListIntegrationAssociations => list,
    }
    ; plain super::integration::USE_CASE {
        DeleteUseCase => delete,
        ListUseCases => list,
    }
}
