// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ConfirmationWindowTest {
    private final ConfirmationWindow window = new ConfirmationWindow();

    @Test
    void nothingIsConfirmedThatIsUnderWay() {
        assertTrue(window.begin(10));
        assertTrue(window.begin(14));
        window.confirm(14);
        assertEquals(10, window.confirmedBelow());
        window.confirm(10);
        assertEquals(15, window.confirmedBelow());
    }

    @Test
    void aRequestThatWasSentTwiceIsUnderWayUntilBothAreAnswered() {
        assertTrue(window.begin(10));
        assertTrue(window.begin(10));
        window.confirm(10);
        assertEquals(10, window.confirmedBelow());
        window.confirm(10);
        assertEquals(11, window.confirmedBelow());
    }

    @Test
    void aNumberThatWasOvertakenIsNotBegunOnceTheServiceWasToldThatItIsDone() {
        assertTrue(window.begin(14));
        window.confirm(14);
        assertTrue(window.begin(10), "the service was told nothing yet");
        window.confirm(10);
        assertEquals(15, window.confirmedBelow());
        assertFalse(window.begin(12));
        assertEquals(15, window.confirmedBelow());
    }

    @Test
    void numbersOfItsOwnGrow() {
        assertEquals(1, window.next());
        assertEquals(2, window.next());
        assertEquals(1, window.confirmedBelow());
        window.confirm(1);
        assertEquals(2, window.confirmedBelow());
    }
}
