//! Jobs: rows that are being made, one after the other.

use super::{Checked, RowError};
use crate::connect::Connect;
use aws_wire::Value;
use carillon_model as api;
use ids::{InstanceId, Timestamp};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Jobs that are remembered.
const REMEMBERED: usize = 50;
/// Jobs that run at once in an instance; more would only wait for the same store.
const RUNNING: usize = 3;

/// What became of a row.
#[derive(Debug, Clone)]
enum State {
    Valid(Value),
    Invalid(Vec<RowError>),
    Created(String),
    Failed(RowError),
    Cancelled,
}

#[derive(Debug, Clone)]
struct Row {
    line: usize,
    name: String,
    state: State,
}

/// One import.
#[derive(Debug)]
pub(crate) struct Job {
    id: Uuid,
    instance: InstanceId,
    resource_type: String,
    started: Timestamp,
    rows: Mutex<Vec<Row>>,
    /// Not before somebody has said to go on.
    running: AtomicBool,
    done: AtomicBool,
    cancelled: AtomicBool,
}

impl Job {
    pub(crate) fn new(
        id: Uuid,
        instance: InstanceId,
        resource_type: &str,
        started: Timestamp,
        rows: Vec<Checked>,
    ) -> Self {
        let rows = rows.into_iter().map(|it| Row {
            line: it.line,
            name: it.name,
            state: match it.input {
                Ok(input) => State::Valid(input),
                Err(errors) => State::Invalid(errors),
            },
        });
        Self {
            id,
            instance,
            resource_type: resource_type.to_owned(),
            started,
            rows: Mutex::new(rows.collect()),
            running: AtomicBool::new(false),
            done: AtomicBool::new(false),
            cancelled: AtomicBool::new(false),
        }
    }

    /// Ends it before its next row.
    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
    }

    fn change<R>(&self, change: impl FnOnce(&mut Vec<Row>) -> R) -> R {
        change(&mut self.rows.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The next row to make: its place and what makes it.
    fn next(&self, from: usize) -> Option<(usize, Value)> {
        self.change(|rows| {
            let rows = rows.iter().enumerate().skip(from);
            let mut valid = rows.filter_map(|(at, row)| match &row.state {
                State::Valid(input) => Some((at, input.clone())),
                _ => None,
            });
            valid.next()
        })
    }

    fn set(&self, at: usize, state: State) {
        self.change(|rows| {
            if let Some(row) = rows.get_mut(at) {
                row.state = state;
            }
        });
    }

    fn is_running(&self) -> bool {
        self.running.load(Ordering::Acquire) && !self.done.load(Ordering::Acquire)
    }

    /// How it stands; with every row, or with numbers only.
    pub(crate) fn out(&self, with_rows: bool) -> api::BulkImport {
        let rows: Vec<Row> = self.change(|rows| rows.clone());
        let count = |is: fn(&State) -> bool| {
            let count = rows.iter().filter(|row| is(&row.state)).count();
            Some(i32::try_from(count).unwrap_or(i32::MAX))
        };
        let status = match (
            self.running.load(Ordering::Acquire),
            self.done.load(Ordering::Acquire),
        ) {
            (false, _) => "PREVIEW",
            (true, false) => "IN_PROGRESS",
            (true, true) if self.cancelled.load(Ordering::Acquire) => "CANCELLED",
            (true, true) => "COMPLETE",
        };
        api::BulkImport {
            job_id: Some(self.id.to_string()),
            resource_type: Some(self.resource_type.as_str().into()),
            status: Some(status.into()),
            total: count(|_| true),
            created: count(|state| matches!(state, State::Created(_))),
            failed: count(|state| matches!(state, State::Failed(_))),
            invalid: count(|state| matches!(state, State::Invalid(_))),
            started_at: Some(self.started),
            rows: with_rows.then(|| rows.into_iter().map(row_out).collect()),
        }
    }
}

fn row_out(row: Row) -> api::Row {
    let (status, id, errors) = match row.state {
        State::Valid(_) => ("VALID", None, Vec::new()),
        State::Invalid(errors) => ("INVALID", None, errors),
        State::Created(id) => ("CREATED", Some(id), Vec::new()),
        State::Failed(error) => ("FAILED", None, vec![error]),
        State::Cancelled => ("CANCELLED", None, Vec::new()),
    };
    let errors = errors.into_iter().map(|it| api::RowError {
        column: Some(it.column),
        message: Some(it.message),
    });
    api::Row {
        line: Some(i32::try_from(row.line).unwrap_or(i32::MAX)),
        name: Some(row.name),
        status: Some(status.into()),
        id,
        errors: Some(errors.collect()),
    }
}

/// Makes the valid rows of a job by `operation`, whose answer names the new one in `id_member`.
pub(crate) async fn run(
    job: Arc<Job>,
    connect: Connect,
    operation: &'static str,
    id_member: &'static str,
) {
    let mut from = 0;
    while let Some((at, input)) = job.next(from) {
        from = at + 1;
        if job.cancelled.load(Ordering::Acquire) {
            job.set(at, State::Cancelled);
            continue;
        }
        let state = match connect.call(operation, input).await {
            Ok(answer) => {
                let id = answer.get(id_member).and_then(Value::as_str);
                State::Created(id.unwrap_or_default().to_owned())
            }
            Err(fault) => {
                let message = fault.message().unwrap_or(&fault.code).to_owned();
                State::Failed(RowError {
                    column: String::new(),
                    message,
                })
            }
        };
        job.set(at, state);
    }
    job.done.store(true, Ordering::Release);
}

/// The jobs of all instances, newest last.
#[derive(Debug, Default)]
pub(crate) struct Jobs(Mutex<VecDeque<Arc<Job>>>);

impl Jobs {
    /// Remembers a job that is about to run.
    ///
    /// # Errors
    /// In words, when too many run already.
    pub(crate) fn add(&self, job: Job) -> Result<Arc<Job>, String> {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let running = jobs
            .iter()
            .filter(|it| it.instance == job.instance && it.is_running());
        if running.count() >= RUNNING {
            return Err(format!(
                "{RUNNING} imports are running; wait for one to end"
            ));
        }
        job.running.store(true, Ordering::Release);
        let job = Arc::new(job);
        jobs.push_back(Arc::clone(&job));
        while jobs.len() > REMEMBERED
            && let Some(at) = jobs.iter().position(|it| !it.is_running())
        {
            jobs.remove(at);
        }
        Ok(job)
    }

    /// A job of an instance.
    pub(crate) fn find(&self, instance: InstanceId, id: &str) -> Option<Arc<Job>> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.iter()
            .find(|it| it.instance == instance && it.id.to_string() == id)
            .cloned()
    }

    /// The jobs of an instance, newest first.
    pub(crate) fn of(&self, instance: InstanceId) -> Vec<Arc<Job>> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_instance = jobs.iter().rev().filter(|it| it.instance == instance);
        of_instance.cloned().collect()
    }
}
