//! Bulk import from CSV: users and quick connects.
//!
//! A file is read whole and every row is checked: columns, words, names of what it refers to, the
//! API's own limits. `DryRun` answers that as a preview. Without it the valid rows are made one
//! after the other in the background, and a job tells how far it is; rows with errors are left
//! out. Source: connect-b-routing-channels.md §3.1, "Bulk add by CSV".
//!
//! Jobs live in memory, as passwords in them must not lie in the store: after a restart a file is
//! imported again, and rows that were made say that they exist.

mod job;
mod quick_connects;
mod rows;
mod table;
mod users;

pub(crate) use job::Jobs;

use crate::CarillonApi;
use crate::connect::Connect;
use crate::faults::{fault, invalid};
use aws_wire::{Caller, Fault, Value};
use carillon_model as api;
use services::ServiceError;
use table::Table;

/// Rows of one file.
const MOST_ROWS: usize = 5_000;

/// What is wrong in one column of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowError {
    /// The column's header; empty for the row as a whole.
    pub(crate) column: String,
    /// What is wrong.
    pub(crate) message: String,
}

impl RowError {
    fn new(column: &str, message: impl Into<String>) -> Self {
        Self {
            column: column.to_owned(),
            message: message.into(),
        }
    }
}

/// One row after its check.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    /// The line in the file, the header being 1.
    pub(crate) line: usize,
    /// What the row calls what it makes.
    pub(crate) name: String,
    /// The input that makes it, or why not.
    pub(crate) input: Result<Value, Vec<RowError>>,
}

pub(crate) async fn start(
    it: &CarillonApi,
    caller: &Caller,
    input: api::StartBulkImportRequest,
) -> Result<api::StartBulkImportResponse, Fault> {
    let instance = it.instance(&input.instance_id).await.map_err(fault)?;
    let connect = Connect {
        api: std::sync::Arc::clone(&it.connect),
        caller: caller.clone(),
        instance: instance.to_string(),
    };
    let table = Table::read(&input.csv).map_err(invalid)?;
    if table.rows.len() > MOST_ROWS {
        return Err(invalid(format!(
            "the file has {} rows; at most {MOST_ROWS} are imported at once",
            table.rows.len()
        )));
    }
    let (operation, id_member, rows) = match input.resource_type.as_str() {
        "USER" => (
            "CreateUser",
            "UserId",
            users::check(&connect, &table).await?,
        ),
        _ => (
            "CreateQuickConnect",
            "QuickConnectId",
            quick_connects::check(&connect, &table).await?,
        ),
    };
    let job = job::Job::new(
        it.services.new_id(),
        instance,
        input.resource_type.as_str(),
        it.services.clock.now(),
        rows,
    );
    if input.dry_run.unwrap_or(false) {
        return Ok(api::StartBulkImportResponse {
            bulk_import: Some(job.out(true)),
        });
    }
    let job = it.jobs.add(job).map_err(invalid)?;
    let answer = job.out(true);
    tokio::spawn(job::run(job, connect, operation, id_member));
    Ok(api::StartBulkImportResponse {
        bulk_import: Some(answer),
    })
}

async fn find(
    it: &CarillonApi,
    instance: &str,
    id: &str,
) -> Result<std::sync::Arc<job::Job>, Fault> {
    let instance = it.instance(instance).await.map_err(fault)?;
    it.jobs.find(instance, id).ok_or_else(|| {
        fault(ServiceError::NotFound {
            what: "bulk import",
            id: id.to_owned(),
        })
    })
}

pub(crate) async fn describe(
    it: &CarillonApi,
    input: api::DescribeBulkImportRequest,
) -> Result<api::DescribeBulkImportResponse, Fault> {
    let job = find(it, &input.instance_id, &input.job_id).await?;
    Ok(api::DescribeBulkImportResponse {
        bulk_import: Some(job.out(true)),
    })
}

pub(crate) async fn cancel(
    it: &CarillonApi,
    input: api::CancelBulkImportRequest,
) -> Result<api::CancelBulkImportResponse, Fault> {
    let job = find(it, &input.instance_id, &input.job_id).await?;
    job.cancel();
    Ok(api::CancelBulkImportResponse {
        bulk_import: Some(job.out(true)),
    })
}

pub(crate) async fn list(
    it: &CarillonApi,
    input: api::ListBulkImportsRequest,
) -> Result<api::ListBulkImportsResponse, Fault> {
    let instance = it.instance(&input.instance_id).await.map_err(fault)?;
    let jobs = it.jobs.of(instance);
    Ok(api::ListBulkImportsResponse {
        bulk_imports: Some(jobs.iter().map(|job| job.out(false)).collect()),
    })
}

pub(crate) async fn template(
    it: &CarillonApi,
    input: api::GetBulkImportTemplateRequest,
) -> Result<api::GetBulkImportTemplateResponse, Fault> {
    it.instance(&input.instance_id).await.map_err(fault)?;
    let columns: &[&str] = match input.resource_type.as_str() {
        "USER" => &users::COLUMNS,
        _ => &quick_connects::COLUMNS,
    };
    Ok(api::GetBulkImportTemplateResponse {
        csv: Some(format!("{}\r\n", columns.join(","))),
    })
}
