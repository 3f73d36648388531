//! The routing table and shapes of Amazon CloudWatch, AWS JSON 1.0: what clients speak of the
//! three protocols that the service has.
//!
//! Generated at build time from `models/cloudwatch.json`. There are no types here: the few
//! operations that are built work on values that were checked against these shapes.

include!(concat!(env!("OUT_DIR"), "/model.rs"));

#[cfg(test)]
mod tests {
    #[test]
    fn the_operations_that_are_built_have_shapes() {
        for name in ["GetMetricData", "GetMetricStatistics", "ListMetrics"] {
            let operation = super::SERVICE.operation(name);
            assert!(operation.is_some_and(|it| it.typed), "{name}");
        }
    }
}
