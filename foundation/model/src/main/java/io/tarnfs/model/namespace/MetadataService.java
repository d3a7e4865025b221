// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.namespace;

import io.tarnfs.model.identity.SessionId;

/// The metadata service: names, attributes, and which bytes lie where.
///
/// It has two implementations, the engine itself and the client that speaks to one over the network; both
/// pass one contract suite. All methods may be called from any thread.
///
/// **Order.** A command is durable before it is applied, and applied before it is answered; queries see
/// applied
/// commands only. A query that begins after a command was answered sees it.
///
/// **Exactly once.** A command whose [CommandKey] the service has seen is not applied again; it gets the
/// outcome of
/// the first. Failures change nothing, and may be decided before logging.
public interface MetadataService {
    /// Applies a command; waits for the log. Not interruptible: once sent, the outcome is waited for.
    ///
    /// Fails with IO after the service has stopped; whether the command was applied is then unknown until it
    /// is repeated to a restarted service.
    <R extends Result> Outcome<R> execute(Command<R> command);

    /// Answers without waiting for a lock, the log, another mount or the network, else with
    /// [Outcome.WouldWait]. A page that is missing from the store's cache is read inline.
    <A> Outcome<A> tryQuery(Query<A> query);

    /// Answers, waiting where it must.
    <A> Outcome<A> query(Query<A> query);

    /// Sends all later pushes for a session to `listener`, on a thread of the service that must not be held
    /// up.
    ///
    /// @return ends the subscription when closed
    Subscription subscribe(SessionId session, PushListener listener);

    /// Receives what the service has to say unasked.
    interface PushListener {
        /// The session was fenced: nothing that it sends is accepted from now on.
        void fenced();
    }

    /// Ends a subscription.
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
