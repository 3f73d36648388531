//! Recordings that are asked for, suspended and stopped during a conversation.

use super::*;

fn record(
    world: &mut World,
    contact: ContactId,
    action: RecordingAction,
) -> Result<Reply, CommandError> {
    let initial = contact;
    world.ask(Command::Recording {
        contact,
        initial,
        action,
    })
}

#[test]
fn a_recording_is_suspended_resumed_and_stopped_once() {
    let mut world = World::new();
    let (caller, _) = world.talk();
    let contact = caller.contact;
    let part = RecordingPart::Conversation;
    record(&mut world, contact, RecordingAction::Suspend(part)).unwrap();
    record(&mut world, contact, RecordingAction::Resume(part)).unwrap();
    record(&mut world, contact, RecordingAction::Stop(part)).unwrap();
    let seen: Vec<&str> = world
        .media()
        .into_iter()
        .filter_map(|it| match it {
            MediaCommand::StartRecording { .. } => Some("start"),
            MediaCommand::PauseRecording { .. } => Some("pause"),
            MediaCommand::ResumeRecording { .. } => Some("resume"),
            MediaCommand::StopRecording { .. } => Some("stop"),
            _ => None,
        })
        .collect();
    assert_eq!(seen, ["start", "pause", "resume", "stop"]);
    let over = [
        RecordingAction::Stop(part),
        RecordingAction::Suspend(part),
        RecordingAction::Suspend(RecordingPart::Automated),
        RecordingAction::Start {
            agent: true,
            customer: true,
        },
    ];
    for action in over {
        let refused = record(&mut world, contact, action);
        assert!(
            matches!(refused, Err(CommandError::Recording(_))),
            "{action:?}"
        );
    }
    world.seconds(2);
    world.hang_up(caller.leg);
    world.seconds(60);
    assert_eq!(world.record(contact)["Recording"]["Status"], "AVAILABLE");
}

#[test]
fn a_recording_asked_for_in_the_queue_begins_with_the_conversation() {
    let mut world = World::new();
    world.main(&flow("set-queue", to_queue(world.queue)));
    let caller = world.call();
    let contact = caller.contact;
    world.seconds(5);
    let action = RecordingAction::Start {
        agent: true,
        customer: false,
    };
    record(&mut world, contact, action).unwrap();
    let other = world.ids.id();
    let elsewhere = world.ask(Command::Recording {
        contact,
        initial: other,
        action,
    });
    assert_eq!(
        elsewhere.unwrap_err(),
        CommandError::ContactNotFound(contact)
    );
    let agent = world.agent("ada");
    world.seconds(1);
    world.ok(Command::Accept { agent, contact });
    world.seconds(8);
    let agent_leg = world.agent_legs[&agent];
    assert!(world.media().into_iter().any(|it| matches!(
        it,
        MediaCommand::StartRecording { left, right, .. }
            if left.is_empty() && *right == [agent_leg]
    )));
}
