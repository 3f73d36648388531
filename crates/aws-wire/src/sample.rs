//! A small service for tests: every kind of shape, every location.

use crate::Pattern;
use crate::model::*;
use crate::timestamps::TimestampFormat;

static NAME_PATTERN: Pattern = Pattern::new("^[a-z]+$");

const NONE: Bounds<u64> = Bounds {
    min: None,
    max: None,
};

const fn member(name: &'static str, location: Location, shape: u16, required: bool) -> MemberModel {
    MemberModel {
        name,
        wire: name,
        location,
        shape: ShapeId(shape),
        required,
        idempotency_token: false,
        json_value: false,
    }
}

const fn shape(name: &'static str, kind: Kind) -> ShapeModel {
    ShapeModel {
        name,
        sensitive: false,
        kind,
    }
}

const fn structure(members: &'static [MemberModel]) -> Kind {
    Kind::Structure {
        members,
        union: false,
        payload: None,
        status: None,
    }
}

use Location::*;

pub static SHAPES: [ShapeModel; 17] = [
    shape(
        "Blob",
        Kind::Blob {
            length: Bounds {
                min: None,
                max: Some(4),
            },
        },
    ), // 0
    shape("Boolean", Kind::Boolean), // 1
    shape(
        "Color",
        Kind::String {
            length: NONE,
            pattern: None,
            values: &["BLUE", "RED"],
        },
    ), // 2
    shape(
        "Count",
        Kind::Integer {
            range: Bounds {
                min: Some(1),
                max: Some(10),
            },
            long: false,
        },
    ), // 3
    shape("Document", Kind::Document), // 4
    shape("Inner", structure(&INNER)), // 5
    shape(
        "InvalidParameterException",
        structure(&[member("Message", Body, 8, false)]),
    ), // 6
    shape(
        "Name",
        Kind::String {
            length: Bounds {
                min: Some(2),
                max: Some(5),
            },
            pattern: Some(&NAME_PATTERN),
            values: &[],
        },
    ), // 7
    shape(
        "Text",
        Kind::String {
            length: NONE,
            pattern: None,
            values: &[],
        },
    ), // 8
    shape("Time", Kind::Timestamp(None)), // 9
    shape("TimeIso", Kind::Timestamp(Some(TimestampFormat::Iso8601))), // 10
    shape(
        "Inners",
        Kind::List {
            member: ShapeId(5),
            size: Bounds {
                min: Some(1),
                max: Some(3),
            },
            sparse: false,
        },
    ), // 11
    shape(
        "Tags",
        Kind::Map {
            key: ShapeId(7),
            value: ShapeId(8),
            size: Bounds {
                min: None,
                max: Some(2),
            },
            sparse: false,
        },
    ), // 12
    shape(
        "Ratio",
        Kind::Float {
            range: Bounds {
                min: Some(0.0),
                max: Some(1.0),
            },
        },
    ), // 13
    shape(
        "Names",
        Kind::List {
            member: ShapeId(8),
            size: NONE,
            sparse: false,
        },
    ), // 14
    shape("ZInput", structure(&INPUT)), // 15
    shape("ZOutput", structure(&OUTPUT)), // 16
];

static INNER: [MemberModel; 3] = [
    member("Color", Body, 2, true),
    member("Count", Body, 3, false),
    member("Inners", Body, 11, false),
];

static INPUT: [MemberModel; 16] = [
    member("Blob", Body, 0, false),
    MemberModel {
        idempotency_token: true,
        ..member("ClientToken", Body, 8, false)
    },
    MemberModel {
        wire: "X-Color",
        ..member("Color", Header, 2, false)
    },
    MemberModel {
        wire: "count",
        ..member("Count", Query, 3, false)
    },
    member("Document", Body, 4, false),
    MemberModel {
        wire: "enabled",
        ..member("Enabled", Query, 1, false)
    },
    member("Id", Uri, 8, true),
    member("Inner", Body, 5, false),
    member("Inners", Body, 11, false),
    member("Name", Body, 7, true),
    MemberModel {
        wire: "name",
        ..member("Names", Query, 14, false)
    },
    member("Ratio", Body, 13, false),
    MemberModel {
        wire: "X-Since",
        ..member("Since", Header, 9, false)
    },
    MemberModel {
        wire: "tagsWire",
        ..member("Tags", Body, 12, false)
    },
    member("Time", Body, 9, false),
    MemberModel {
        wire: "X-Meta-",
        ..member("Meta", HeaderPrefix, 12, false)
    },
];

static OUTPUT: [MemberModel; 5] = [
    member("Iso", Body, 10, false),
    MemberModel {
        wire: "X-Since",
        ..member("Since", Header, 9, false)
    },
    member("Status", StatusCode, 3, false),
    member("Time", Body, 9, false),
    MemberModel {
        wire: "X-Meta-",
        ..member("Meta", HeaderPrefix, 12, false)
    },
];

pub static OPERATIONS: [OperationModel; 1] = [OperationModel {
    name: "Do",
    method: "POST",
    uri: "/things/{Id}",
    code: 201,
    typed: true,
    reformat: true,
    unsigned_payload: false,
    input: Some(ShapeId(15)),
    output: Some(ShapeId(16)),
    errors: &[
        "InvalidParameterException",
        "InvalidRequestException",
        "TooManyRequestsException",
    ],
}];

pub static SERVICE: ServiceModel = ServiceModel {
    name: "sample",
    signing_name: "sample",
    endpoint_prefix: "sample",
    api_version: "1",
    protocol: Protocol::RestJson,
    operations: &OPERATIONS,
    shapes: &SHAPES,
};

pub static JSON_SERVICE: ServiceModel = ServiceModel {
    name: "sample-json",
    signing_name: "sample-json",
    endpoint_prefix: "sample-json",
    api_version: "1",
    protocol: Protocol::AwsJson {
        version: "1.0",
        target_prefix: "SampleV2",
    },
    operations: &OPERATIONS,
    shapes: &SHAPES,
};
