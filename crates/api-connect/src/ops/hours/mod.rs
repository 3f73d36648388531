//! Hours of operation.

pub(crate) mod convert;
mod create_hours_of_operation;
mod delete_hours_of_operation;
mod describe_hours_of_operation;
mod list_hours_of_operations;
mod effective;
mod overrides;
mod parents;
mod search_hours_of_operations;
mod update_hours_of_operation;

crate::row::operations! {
    CreateHoursOfOperation => create_hours_of_operation::create_hours_of_operation,
    DeleteHoursOfOperation => delete_hours_of_operation::delete_hours_of_operation,
    DescribeHoursOfOperation => describe_hours_of_operation::describe_hours_of_operation,
    ListHoursOfOperations => list_hours_of_operations::list_hours_of_operations,
    UpdateHoursOfOperation => update_hours_of_operation::update_hours_of_operation,
    ; raw:
    SearchHoursOfOperations => search_hours_of_operations::search_hours_of_operations,
    AssociateHoursOfOperations => parents::associate_hours_of_operations,
    CreateHoursOfOperationOverride => overrides::create_hours_of_operation_override,
    DeleteHoursOfOperationOverride => overrides::delete_hours_of_operation_override,
    DescribeHoursOfOperationOverride => overrides::describe_hours_of_operation_override,
    DisassociateHoursOfOperations => parents::disassociate_hours_of_operations,
    GetEffectiveHoursOfOperations => effective::get_effective_hours_of_operations,
    ListChildHoursOfOperations => parents::list_child_hours_of_operations,
    ListHoursOfOperationOverrides => overrides::list_hours_of_operation_overrides,
    SearchHoursOfOperationOverrides => overrides::search_hours_of_operation_overrides,
    UpdateHoursOfOperationOverride => overrides::update_hours_of_operation_override,
}
