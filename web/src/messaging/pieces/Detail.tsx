/** The page of one thing: what it is, what can be done with it, and its parts in tabs. */

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import Tabs from "@cloudscape-design/components/tabs";
import type { ReactNode } from "react";
import { navigate, useLocation } from "../../app/router";
import type { Fetched } from "../../console/useFetched";
import { Section } from "../Section";
import { Problem } from "./Problem";

export interface Fact {
  label: string;
  value: ReactNode;
}

export interface Tab {
  id: string;
  label: string;
  content: ReactNode;
}

export function Detail(props: {
  title: string;
  /** The list that it is of. */
  above: { href: string; text: string };
  of: Fetched<unknown>;
  /** Whether it is not there, once loaded. */
  missing: boolean;
  description?: string;
  actions?: ReactNode;
  facts: Fact[];
  tabs: Tab[];
}) {
  const { of, title } = props;
  const { path, query } = useLocation();
  const asked = query.get("tab");
  const tab = props.tabs.find(({ id }) => id === asked) ?? props.tabs[0];
  const there = of.data !== null && !props.missing;
  return (
    <Section title={title} above={[props.above]}>
      <SpaceBetween size="m">
        <Header
          variant="h1"
          {...(props.description === undefined ? {} : { description: props.description })}
          actions={
            there && (
              <SpaceBetween direction="horizontal" size="s">
                <Button iconName="refresh" ariaLabel="Refresh" onClick={of.reload} />
                {props.actions}
              </SpaceBetween>
            )
          }
        >
          {title}
        </Header>
        <Problem of={of} what={title} />
        {of.data === null && of.loading && (
          <Box textAlign="center" padding="xl">
            <Spinner size="large" /> <span role="status">Loading {title}</span>
          </Box>
        )}
        {of.data !== null && props.missing && (
          <Box textAlign="center" padding="xl" color="text-body-secondary">
            There is nothing here any more. It may have been deleted.
          </Box>
        )}
        {there && (
          <SpaceBetween size="l">
            <Container header={<Header variant="h2">Summary</Header>}>
              <KeyValuePairs columns={4} minColumnWidth={170} items={props.facts} />
            </Container>
            <Tabs
              ariaLabel={`Parts of ${title}`}
              activeTabId={tab?.id ?? ""}
              disableContentPaddings={false}
              tabs={props.tabs}
              onChange={({ detail }) =>
                navigate(`${path}?tab=${detail.activeTabId}`, { replace: true })
              }
            />
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Section>
  );
}
