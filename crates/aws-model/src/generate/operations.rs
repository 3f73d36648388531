//! Per typed operation: a marker type and an error enum.

use super::{Source, names};
use std::fmt::Write;

/// The code of an error shape, which is its name unless the model gives another.
pub(super) fn code<'a>(source: &Source<'a>, shape: &'a str) -> &'a str {
    source
        .service
        .shapes
        .get(shape)
        .and_then(|s| s.error_code.as_deref())
        .unwrap_or(shape)
}

/// The name of an operation's error enum: `CreateUserError`, unless a shape has that name.
fn error_name(source: &Source<'_>, ty: &str) -> String {
    let name = format!("{ty}Error");
    if source
        .service
        .shapes
        .keys()
        .any(|shape| names::type_name(shape) == name)
    {
        format!("{ty}OperationError")
    } else {
        name
    }
}

pub(super) fn write(source: &Source<'_>, out: &mut String) {
    let mut markers = String::new();
    for (name, operation) in &source.service.operations {
        if !source.reach.typed.contains(name.as_str()) {
            continue;
        }
        let ty = names::type_name(name);
        let failure = error_name(source, &ty);
        let _ = writeln!(
            out,
            "::aws_wire::operation_error! {{\n/// How `{name}` fails.\npub enum {failure} {{"
        );
        for error in &operation.errors {
            let error = names::type_name(error);
            let variant = error
                .strip_suffix("Exception")
                .filter(|rest| !rest.is_empty());
            let _ = writeln!(out, "{}({error}),", variant.unwrap_or(&error));
        }
        out.push_str("}\n}\n");
        let side = |shape: &Option<String>| match shape {
            Some(shape) => format!("super::{}", names::type_name(shape)),
            None => "::aws_wire::Nothing".to_owned(),
        };
        let _ = writeln!(
            markers,
            "/// `{} {}`\n#[derive(Debug)]\npub enum {ty} {{}}\nimpl ::aws_wire::Operation for {ty} \
             {{\nconst NAME: &'static str = {name:?};\ntype Input = {};\ntype Output = {};\ntype \
             Error = super::{failure};\n}}",
            operation.method,
            operation.uri,
            side(&operation.input),
            side(&operation.output)
        );
    }
    let _ = writeln!(
        out,
        "/// The typed operations.\npub mod ops {{\n{markers}}}"
    );
}
