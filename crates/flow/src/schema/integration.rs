//! Actions that reach external systems. Source: flow-language.md §8.

use super::{Class, Described, Field, Fields, Shape, action, may, must, plain};
use crate::validate::ResourceKind as Kind;

const REQUEST: Field = must(
    "ProfileRequestData",
    Shape::Values,
    "Which profile, and its fields.",
);
const RESPONSE: Field = may(
    "ProfileResponseData",
    Shape::Texts,
    "The fields that are answered.",
);
const PROFILE: Fields = plain(&[REQUEST, RESPONSE]);

const LAMBDA: Fields = plain(&[
    must(
        "LambdaFunctionARN",
        Shape::Named(Kind::Function, Class::Whole),
        "The function.",
    ),
    may(
        "InvocationTimeLimitSeconds",
        Shape::Number(1, 8, Class::Static),
        "How long it may take.",
    ),
    may(
        "InvocationType",
        Shape::Word(&["SYNCHRONOUS", "ASYNCHRONOUS"]),
        "Whether its answer is waited for.",
    ),
    may(
        "LambdaInvocationAttributes",
        Shape::Values,
        "What it is told.",
    ),
    may(
        "ResponseValidation",
        Shape::Object(&plain(&[may(
            "ResponseType",
            Shape::Word(&["STRING_MAP", "JSON"]),
            "Whether the answer may nest.",
        )])),
        "What it may answer.",
    ),
]);

pub(super) const ACTIONS: &[Described] = &[
    action(
        "InvokeLambdaFunction",
        "Asks a function and keeps its answer for references.",
        LAMBDA,
    ),
    action(
        "CreateCustomerProfile",
        "Makes a customer profile.",
        PROFILE,
    ),
    action("GetCustomerProfile", "Finds a customer profile.", PROFILE),
    action(
        "UpdateCustomerProfile",
        "Changes a customer profile.",
        PROFILE,
    ),
    action(
        "GetCustomerProfileObject",
        "Finds an object of a profile.",
        PROFILE,
    ),
    action(
        "GetCalculatedAttributesForCustomerProfile",
        "Loads calculated attributes of a profile.",
        PROFILE,
    ),
    action(
        "AssociateContactToCustomerProfile",
        "Associates the contact with a profile.",
        PROFILE,
    ),
];
