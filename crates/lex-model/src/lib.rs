//! Request and response types and the routing tables of the Lex V2 APIs: [`models`], by which bots
//! are made, and [`runtime`], by which they are spoken to.
//!
//! Generated at build time from `models/lexv2-models.json` and `models/lexv2-runtime.json`, as
//! `connect-model` is from its fact file; the build script lists the operations with types.

/// The API by which bots are made.
pub mod models {
    #![allow(clippy::large_enum_variant, reason = "error enums follow the model")]
    include!(concat!(env!("OUT_DIR"), "/models.rs"));
}

/// The API by which bots are spoken to.
pub mod runtime {
    #![allow(clippy::large_enum_variant, reason = "error enums follow the model")]
    include!(concat!(env!("OUT_DIR"), "/runtime.rs"));
}

#[cfg(test)]
mod tests {
    use aws_wire::{Catalog, Request, Resolution, ServiceModel};
    use http::{HeaderMap, Method};

    fn every_route_is_found(service: &'static ServiceModel) {
        let catalog = Catalog::new([&super::models::SERVICE, &super::runtime::SERVICE]);
        let headers = HeaderMap::new();
        for operation in service.operations {
            let method: Method = operation.method.parse().unwrap();
            let path = operation.uri.replace(['{', '}'], "~");
            let request = Request {
                method: &method,
                path: &path,
                query: "",
                headers: &headers,
                body: b"",
            };
            match catalog.resolve(Some("lex"), &request) {
                Resolution::Found(found) => {
                    assert_eq!(found.operation.name, operation.name);
                    assert_eq!(found.service.name, service.name);
                }
                other => panic!("{}: {other:?}", operation.name),
            }
        }
    }

    /// Both services are signed as `lex`, so that only paths tell them apart.
    #[test]
    fn every_operation_of_both_is_found_by_its_own_template() {
        every_route_is_found(&super::models::SERVICE);
        every_route_is_found(&super::runtime::SERVICE);
    }
}
