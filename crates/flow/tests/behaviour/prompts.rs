//! Prompts, once and again and again.

use crate::support::{TestHost, assert_trace, run, run_with};
use flow::{Channel, FlowKind};

const HELLO: &str = r#"
    hi MessageParticipant {"Text":"Hello $.Attributes.name, $5"} | bye || NoMatchingError = oops
    oops MessageParticipant {"SSML":"<speak>sorry</speak>"} | bye
    bye DisconnectParticipant {}
"#;

#[test]
fn a_prompt_is_played_with_its_references_filled_in() {
    let mut host = TestHost::default();
    host.attributes.insert("name".into(), "Ada".into());
    let trace = run_with(&mut host, FlowKind::ContactFlow, HELLO, "done");
    assert_trace(&trace, "play \"Hello Ada, $5\"\n=> Disconnect");
}

#[test]
fn a_prompt_that_cannot_be_played_takes_the_error_branch() {
    let want = "play \"Hello , $5\"\nplay ssml \"<speak>sorry</speak>\"\n=> Disconnect";
    assert_trace(&run(HELLO, "failed\nfailed"), want);
}

#[test]
fn the_end_of_another_prompt_is_dropped() {
    let mut host = TestHost::default();
    let mut play = crate::support::Play::start(
        &mut host,
        crate::support::published(FlowKind::ContactFlow, HELLO),
    );
    let stale = flow::Input::PromptFinished(flow::RequestId(99));
    play.run.handle(play.now, stale, play.host);
    assert_eq!(play.run.outcome(), None);
}

#[test]
fn a_chat_takes_the_error_branch_of_audio_and_a_task_hears_nothing() {
    let audio = r#"
        hi MessageParticipant {"PromptId":"arn:prompt"} | bye || NoMatchingError = oops
        oops MessageParticipant {"Text":"no sound"} | bye
        bye DisconnectParticipant {}
    "#;
    let on = |channel| {
        let mut host = TestHost {
            channel,
            ..TestHost::default()
        };
        run_with(&mut host, FlowKind::ContactFlow, audio, "done")
    };
    assert_trace(&on(Channel::Voice), "play prompt arn:prompt\n=> Disconnect");
    assert_trace(&on(Channel::Chat), "play \"no sound\"\n=> Disconnect");
    assert_trace(&on(Channel::Task), "=> Disconnect");
}

#[test]
fn a_queue_flow_refuses_audio_outside_looping_prompts() {
    let flow = r#"
        hi MessageParticipant {"Media":{"Uri":"https://b/$.Attributes.l/x.wav","SourceType":"S3","MediaType":"Audio"}} | bye || NoMatchingError = oops
        oops MessageParticipant {"Text":"no"} | bye
        bye DisconnectParticipant {}
    "#;
    let mut host = TestHost::default();
    let trace = run_with(&mut host, FlowKind::CustomerQueue, flow, "done");
    assert_trace(&trace, "play \"no\"\n=> Disconnect");
    assert_trace(
        &run(flow, "done"),
        "play file https://b//x.wav\n=> Disconnect",
    );
}

const MUSIC: &str = r#"
    loop MessageParticipantIteratively {"Messages":[{"Text":"Thank you"},{"PromptId":"music"}],"InterruptFrequencySeconds":"60"} | out | Equals MessagesInterrupted = ask | NoMatchingError = out
    ask MessageParticipant {"Text":"Still there?"} | loop
    out DisconnectParticipant {}
"#;

#[test]
fn looping_prompts_go_round_until_interrupted_and_begin_anew() {
    let mut host = TestHost::default();
    let script = "wait 2\ndone\nwait 30\ndone\nwait 2\ndone\nwait 30\ndone";
    let trace = run_with(&mut host, FlowKind::CustomerQueue, MUSIC, script);
    assert_trace(
        &trace,
        "play \"Thank you\"
        play prompt music
        play \"Thank you\"
        play prompt music
        LoopInterrupt at 60s
        stop
        play \"Still there?\"
        play \"Thank you\"
        waiting at loop",
    );
}

#[test]
fn looping_prompts_without_sound_do_not_spin() {
    let mut host = TestHost::default();
    let flow = r#"loop MessageParticipantIteratively {"Messages":[{"Text":" "}]}"#;
    let trace = run_with(
        &mut host,
        FlowKind::CustomerHold,
        flow,
        "done\nwait 1\ndone\nwait 0.5",
    );
    assert_trace(
        &trace,
        "play \" \"\nLoopPause at 1s\nplay \" \"\nwaiting at loop",
    );
}

#[test]
fn looping_prompts_in_a_chat_take_the_error_branch() {
    let mut host = TestHost {
        channel: Channel::Chat,
        ..TestHost::default()
    };
    let trace = run_with(&mut host, FlowKind::CustomerQueue, MUSIC, "");
    assert_trace(&trace, "=> Disconnect");
}

#[test]
fn a_whisper_of_more_than_two_minutes_is_cut() {
    let mut host = TestHost::default();
    let flow = r#"
        hi MessageParticipant {"Text":"long"} | hi
    "#;
    let trace = run_with(
        &mut host,
        FlowKind::AgentWhisper,
        flow,
        "wait 60\ndone\nwait 60",
    );
    assert_trace(
        &trace,
        "play \"long\"
        play \"long\"
        Whisper at 120s
        stop
        => Failed(WhisperTooLong)",
    );
}

#[test]
fn a_cancelled_run_stops_its_prompt_and_hears_nothing_more() {
    let mut host = TestHost::default();
    let flow = crate::support::published(FlowKind::CustomerQueue, MUSIC);
    let mut play = crate::support::Play::start(&mut host, flow);
    play.run.cancel(play.host);
    assert!(matches!(play.run.poll(), Some(flow::Effect::StopPrompt(_))));
    assert_eq!(play.run.wake_at(), None);
    play.step("done");
    play.step("wait 100");
    assert_eq!(play.run.poll(), None);
    assert_eq!(play.run.outcome(), None);
}
