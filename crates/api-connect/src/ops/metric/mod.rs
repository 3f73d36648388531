//! Metrics: real-time and historical values, and definitions: of those that come with the service,
//! and of customers' own, which are formulas over them. What is counted, and how, is the crate
//! `metrics`'s. Source: the operations' words; connect-d-data-metrics.md §3, §4.
//!
//! A published metric may have a saved draft beside it, named with `$SAVED` after its identifier.
//! Name and description are of the metric as a whole (inferred: nothing publishes a draft, so one
//! with another name would stay without use).

mod custom;
mod definition;
mod floor;
mod get_contact_metrics;
mod get_current_metric_data;
mod get_metric_data;
mod get_metric_data_v2;
mod listing;
mod question;
mod write;

crate::row::operations! {
    GetContactMetrics => get_contact_metrics::get_contact_metrics,
    GetCurrentMetricData => get_current_metric_data::get_current_metric_data,
    GetMetricData => get_metric_data::get_metric_data,
    GetMetricDataV2 => get_metric_data_v2::get_metric_data_v2,
    ; raw:
    CreateMetric => write::create_metric,
    DeleteMetric => write::delete_metric,
    DescribeMetric => listing::describe_metric,
    ListMetrics => listing::list_metrics,
    SearchMetrics => listing::search_metrics,
    UpdateMetricContent => write::update_metric_content,
    UpdateMetricMetadata => write::update_metric_metadata,
}
