// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.namespace.MetadataService.PushListener;
import io.tarnfs.model.namespace.MetadataService.Subscription;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Who wants to be told what. Any thread.
final class Subscriptions {
    private final ConcurrentMap<SessionId, List<PushListener>> listeners = new ConcurrentHashMap<>();

    Subscription add(SessionId session, PushListener listener) {
        listeners.computeIfAbsent(session, _ -> new CopyOnWriteArrayList<>()).add(listener);
        return () -> listeners.computeIfPresent(session, (_, list) -> {
            list.remove(listener);
            return list.isEmpty() ? null : list;
        });
    }

    void fenced(SessionId session) {
        List<PushListener> told = listeners.getOrDefault(session, List.of());
        told.forEach(PushListener::fenced);
    }
}
