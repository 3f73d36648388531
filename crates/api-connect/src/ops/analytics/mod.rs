//! Associations of analytics data sets with the accounts that may read them. What they hold comes
//! with the data lake; the associations are kept and answered.

mod data_sets;

crate::row::operations! {
    ; raw:
    AssociateAnalyticsDataSet => data_sets::associate_analytics_data_set,
    BatchAssociateAnalyticsDataSet => data_sets::batch_associate_analytics_data_set,
    BatchDisassociateAnalyticsDataSet => data_sets::batch_disassociate_analytics_data_set,
    DisassociateAnalyticsDataSet => data_sets::disassociate_analytics_data_set,
    ListAnalyticsDataAssociations => data_sets::list_analytics_data_associations,
    ListAnalyticsDataLakeDataSets => data_sets::list_analytics_data_lake_data_sets,
}
