//! How quick and how small runs are: actions per second on one core, and memory per waiting run.
//!
//! `cargo run --release -p flow --example steps`

#![allow(
    unsafe_code,
    reason = "a counting allocator is the only way to measure the heap"
)]

use flow::{
    Change, Channel, ContactData, Flow, FlowKind, Host, Memory, MetricQuery, Metrics, Path,
    Published, Refusal, Resolved, Root, Run,
};
use ids::{ContactId, IdSource, Timestamp};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

struct Counting;
static HEAP: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes unchanged to the system's allocator; only sizes are counted.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HEAP.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HEAP.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Contact {
    memory: Memory,
    attributes: Vec<(String, String)>,
}

impl Host for Contact {
    fn contact_id(&self) -> ContactId {
        IdSource::new(1).id()
    }
    fn channel(&self) -> Channel {
        Channel::Voice
    }
    fn memory(&self) -> &Memory {
        &self.memory
    }
    fn memory_mut(&mut self) -> &mut Memory {
        &mut self.memory
    }
    fn reference(&self, path: &Path) -> Option<Resolved<'_>> {
        let key = path
            .segment(0)
            .filter(|_| path.root() == Root::Attributes)?;
        let found = self.attributes.iter().find(|(name, _)| name == key)?;
        Some(Resolved::text(&found.1))
    }
    fn contact_data(&self) -> ContactData {
        ContactData::default()
    }
    fn apply(&mut self, _: Timestamp, change: Change) -> Result<(), Refusal> {
        if let Change::Attributes { values, .. } = change {
            for (key, value) in values {
                match self.attributes.iter_mut().find(|(name, _)| *name == key) {
                    Some((_, old)) => *old = value,
                    None => self.attributes.push((key, value)),
                }
            }
        }
        Ok(())
    }
    fn hours_open(&self, _: Option<&str>, _: Timestamp) -> Result<bool, Refusal> {
        Ok(true)
    }
    fn metrics(&self, _: &MetricQuery, _: Timestamp) -> Result<Metrics, Refusal> {
        Ok(Metrics::default())
    }
    fn flow(&self, _: &str) -> Option<Arc<Published>> {
        None
    }
    fn draw(&mut self, _: u32) -> u32 {
        0
    }
}

/// 100 pairs of an attribute action and a comparison, then a question.
fn content() -> String {
    let mut actions = Vec::new();
    for at in 0..100 {
        let next = if at == 99 {
            "ask".to_owned()
        } else {
            format!("set{}", at + 1)
        };
        actions.push(format!(
            r#"{{"Identifier":"set{at}","Type":"UpdateContactAttributes","Parameters":{{"Attributes":{{"language":"en $.Attributes.other"}}}},"Transitions":{{"NextAction":"if{at}","Errors":[{{"NextAction":"ask","ErrorType":"NoMatchingError"}}]}}}}"#
        ));
        actions.push(format!(
            r#"{{"Identifier":"if{at}","Type":"Compare","Parameters":{{"ComparisonValue":"$.Attributes.language"}},"Transitions":{{"NextAction":"ask","Conditions":[{{"NextAction":"ask","Condition":{{"Operator":"Equals","Operands":["de"]}}}},{{"NextAction":"{next}","Condition":{{"Operator":"TextStartsWith","Operands":["en"]}}}}],"Errors":[{{"NextAction":"ask","ErrorType":"NoMatchingCondition"}}]}}}}"#
        ));
    }
    actions.push(
        r##"{"Identifier":"ask","Type":"GetParticipantInput","Parameters":{"Text":"Press a key","InputTimeLimitSeconds":"5"},"Transitions":{"NextAction":"end","Errors":[{"NextAction":"end","ErrorType":"NoMatchingError"}]}}"##.to_owned(),
    );
    actions.push(
        r#"{"Identifier":"end","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}"#
            .to_owned(),
    );
    format!(
        r#"{{"Version":"2019-10-30","StartAction":"set0","Actions":[{}]}}"#,
        actions.join(",")
    )
}

/// The clock is forbidden in the engine, not in a program that measures it.
#[allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let flow = Flow::parse(&content()).map_err(|problems| format!("{problems:?}"))?;
    let published = Arc::new(Published {
        arn: "arn".into(),
        name: "bench".into(),
        kind: FlowKind::ContactFlow,
        flow: Arc::new(flow),
    });
    let mut contact = Contact {
        memory: Memory::default(),
        attributes: vec![("other".into(), "x".into())],
    };
    let (runs, steps) = (20_000_u32, 201_u32);
    let mut now = Timestamp(0);
    let began = std::time::Instant::now();
    for _ in 0..runs {
        now.0 += 1;
        let run = Run::start(Arc::clone(&published), now, &mut contact);
        std::hint::black_box(&run);
    }
    let rate = f64::from(runs) * f64::from(steps) / began.elapsed().as_secs_f64();
    println!("attribute and compare actions per second on one core: {rate:.0}");

    let before = HEAP.load(Ordering::Relaxed);
    let mut waiting: Vec<Run> = Vec::with_capacity(1000);
    let of_vector = HEAP.load(Ordering::Relaxed) - before;
    for _ in 0..1000 {
        let mut run = Run::start(Arc::clone(&published), now, &mut contact);
        while run.poll().is_some() {}
        waiting.push(run);
    }
    let heap = HEAP.load(Ordering::Relaxed) - before - of_vector;
    let each = size_of::<Run>() + heap / waiting.len();
    println!(
        "bytes per waiting run: {each} ({} of them on the heap)",
        heap / waiting.len()
    );
    Ok(())
}
