/** Requesting an originator in four steps (sms.md §7.2, §15.5, §17). */

import Alert from "@cloudscape-design/components/alert";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Wizard from "@cloudscape-design/components/wizard";
import { useState } from "react";
import { navigate } from "../../app/router";
import { useFetched } from "../../console/useFetched";
import { errorText } from "../../protocol/http";
import { useAll, useMessaging } from "../api";
import { messagingData } from "../data";
import { Problem } from "../pieces/Problem";
import { numberPath } from "../places";
import { say } from "../said";
import { Section } from "../Section";
import type { OptOutList, PhoneNumber, Pool, Registration } from "../types";
import { choices, needsRegistration } from "./chooser";
import { RegistrationDialog } from "./RegistrationDialog";
import { CountryStep, KindStep, ReviewStep, UseStep } from "./steps";
import { newDraft, requestInput, stepProblem, wishOf, type Draft } from "./wizard";

const title = "Request an originator";

export default function RequestPage() {
  const { call } = useMessaging();
  const world = useFetched(messagingData.countries, null);
  const pools = useAll<Pool>("DescribePools", "Pools");
  const lists = useAll<OptOutList>("DescribeOptOutLists", "OptOutLists");
  const registrations = useAll<Registration>("DescribeRegistrations", "Registrations");
  const [draft, setDraft] = useState<Draft>(newDraft);
  const [step, setStep] = useState(0);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [unregistered, setUnregistered] = useState<PhoneNumber | null>(null);
  const countries = world.data?.countries ?? [];
  const country = countries.find(({ code }) => code === draft.country);
  const wish = country === undefined ? null : wishOf(draft, country);
  const offered = wish === null ? [] : choices(wish);
  const wrong = stepProblem(step, draft, offered);
  const set = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    setProblem(null);
  };

  const go = (wanted: number) => {
    if (wanted > step && wrong !== null) {
      setTried(true);
      return;
    }
    setTried(false);
    // The third step begins at what suits, unless something was chosen that still fits.
    if (wanted === 2 && !offered.some((one) => one.kind === draft.kind && one.requestable)) {
      const best = offered.find((one) => one.requestable);
      setDraft({ ...draft, kind: best?.kind ?? null });
    }
    setStep(wanted);
  };

  const submit = async () => {
    if (wrong !== null) return;
    setBusy(true);
    setProblem(null);
    try {
      const { PhoneNumberId } = await call<{ PhoneNumberId: string }>(
        "RequestPhoneNumber",
        requestInput(draft, wish?.use ?? draft.use),
      );
      const { PhoneNumbers } = await call<{ PhoneNumbers: PhoneNumber[] }>("DescribePhoneNumbers", {
        PhoneNumberIds: [PhoneNumberId],
      });
      const [number] = PhoneNumbers;
      if (
        number !== undefined &&
        number.Status !== "ACTIVE" &&
        needsRegistration(number.NumberType)
      ) {
        setUnregistered(number);
        return;
      }
      say(`${number?.PhoneNumber ?? "The number"} is yours.`, numberPath(PhoneNumberId));
      navigate(numberPath(PhoneNumberId));
    } catch (error) {
      setProblem(errorText(error));
    } finally {
      setBusy(false);
    }
  };

  const errorOf = (at: number) => (tried && step === at ? wrong : null);
  return (
    <Section title={title} above={[{ href: "/messaging/numbers", text: "Phone numbers" }]}>
      <SpaceBetween size="m">
        <Header variant="h1" description="For a country and a use, what suits to send messages by.">
          {title}
        </Header>
        <Problem of={world} what="the countries" />
        {world.data !== null && (
          <Wizard
            activeStepIndex={step}
            isLoadingNextStep={busy}
            submitButtonText="Request"
            i18nStrings={{
              stepNumberLabel: (number) => `Step ${number}`,
              collapsedStepsLabel: (number, all) => `Step ${number} of ${all}`,
              navigationAriaLabel: "Steps",
              cancelButton: "Cancel",
              previousButton: "Back",
              nextButton: "Next",
              optional: "optional",
              errorIconAriaLabel: "Error",
            }}
            onNavigate={({ detail }) => go(detail.requestedStepIndex)}
            onCancel={() => navigate("/messaging/numbers")}
            onSubmit={() => void submit()}
            steps={[
              {
                title: "Country",
                description: "Originators send within their own country.",
                content: (
                  <CountryStep
                    draft={draft}
                    countries={countries}
                    country={country}
                    problem={errorOf(0)}
                    set={set}
                  />
                ),
              },
              {
                title: "Use case",
                description: "What the number is for. It decides what suits.",
                content: <UseStep draft={draft} country={country} problem={errorOf(1)} set={set} />,
              },
              {
                title: "Originator type",
                description: "The first one is what suits your use case best.",
                content: (
                  <KindStep
                    draft={draft}
                    offered={offered}
                    registrations={registrations.data ?? []}
                    problem={errorOf(2)}
                    set={set}
                  />
                ),
              },
              {
                title: "Review and request",
                content: (
                  <SpaceBetween size="m">
                    {problem !== null && (
                      <Alert type="error" header="The number was not requested">
                        {problem} Numbers are those that carriers lend to this product; who runs it
                        lists them under <code>[sms]</code> in its configuration.
                      </Alert>
                    )}
                    <ReviewStep
                      draft={draft}
                      country={country}
                      pools={pools.data ?? []}
                      lists={lists.data ?? []}
                      set={set}
                      goTo={go}
                    />
                  </SpaceBetween>
                ),
              },
            ]}
          />
        )}
      </SpaceBetween>
      {unregistered !== null && <RegistrationDialog number={unregistered} />}
    </Section>
  );
}
