//! Data tables: what flows, views and programs look up. The rules are in
//! [`resources::data_table`]; here are requests and answers.
//!
//! Whoever changes a table or its values waits for its turn at that table, reads what is to be
//! changed, and writes all of it at once. There are no versions but the current one: the API has
//! no operation that makes any, and `$LATEST` and `$SAVED` are the same for a published table.

mod attributes;
mod convert;
mod evaluate;
mod find;
mod primary_values;
mod tables;
mod values;
mod write;

crate::row::operations! {
    BatchCreateDataTableValue => values::create,
    BatchDeleteDataTableValue => values::delete,
    BatchDescribeDataTableValue => values::describe,
    BatchUpdateDataTableValue => values::update,
    CreateDataTable => tables::create,
    CreateDataTableAttribute => attributes::create,
    DeleteDataTable => tables::delete,
    DeleteDataTableAttribute => attributes::delete,
    DescribeDataTable => tables::describe,
    DescribeDataTableAttribute => attributes::describe,
    EvaluateDataTableValues => evaluate::evaluate,
    ListDataTableAttributes => attributes::list,
    ListDataTablePrimaryValues => primary_values::list,
    ListDataTableValues => values::list,
    ListDataTables => tables::list,
    UpdateDataTableAttribute => attributes::update,
    UpdateDataTableMetadata => tables::update,
    UpdateDataTablePrimaryValues => primary_values::update,
    ; raw:
    SearchDataTables => tables::search,
}
