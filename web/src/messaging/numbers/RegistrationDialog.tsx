/** A number is there, and may not send before its registration is complete. */

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { navigate } from "../../app/router";
import { numberPath } from "../places";
import type { PhoneNumber } from "../types";

export function RegistrationDialog({ number }: { number: PhoneNumber }) {
  const later = () => navigate(numberPath(number.PhoneNumberId));
  return (
    <Modal
      visible
      header="Registration required"
      closeAriaLabel="Close"
      onDismiss={later}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={later}>Register later</Button>
            <Button variant="primary" onClick={() => navigate("/messaging/registrations")}>
              Register now
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {number.PhoneNumber} is yours. It can send messages once it is registered with the carriers
      and the registration is complete.
    </Modal>
  );
}
