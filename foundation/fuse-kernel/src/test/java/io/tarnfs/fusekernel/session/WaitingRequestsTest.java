// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class WaitingRequestsTest {
    private final WaitingRequests requests = new WaitingRequests();

    @Test
    void aRequestThatIsNotHereIsNotInterrupted() {
        assertFalse(requests.interrupt(4));
    }

    @Test
    void anInterruptThatComesBeforeTheThreadIsKept() {
        WaitingRequests.Waiting waiting = requests.add(4);
        assertTrue(requests.interrupt(4));
        assertFalse(Thread.currentThread().isInterrupted());
        waiting.begin();
        assertTrue(Thread.interrupted());
        requests.remove(4, waiting);
    }

    @Test
    void anInterruptAfterTheAnswerHitsNobody() {
        WaitingRequests.Waiting waiting = requests.add(4);
        waiting.begin();
        requests.remove(4, waiting);
        waiting.interrupt();
        assertFalse(requests.interrupt(4));
        assertFalse(Thread.interrupted());
    }

    @Test
    void allAreInterruptedAtTheEnd() {
        WaitingRequests.Waiting waiting = requests.add(4);
        waiting.begin();
        requests.interruptAll();
        assertTrue(Thread.interrupted());
        requests.remove(4, waiting);
    }
}
