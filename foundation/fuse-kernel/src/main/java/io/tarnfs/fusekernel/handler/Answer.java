// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

import io.tarnfs.linux.errno.Errno;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// How a call of the handler ended; the values are shared constants, so answering allocates nothing.
public sealed interface Answer {
    /// The call succeeded and its reply object, if it has one, is filled in.
    Answer OK = Done.INSTANCE;

    /// The call would have to wait and may not: nothing was changed and nothing counted, ask again in the waiting
    /// form.
    ///
    /// Only an answer to a request whose [FuseRequest#mayWait()] is false; otherwise a defect that becomes EIO.
    Answer WOULD_WAIT = WouldWait.INSTANCE;

    /// The call failed; what stands in the reply object is ignored, segments added to a [ReadReply] are released.
    static Answer failed(Errno errno) {
        return Objects.requireNonNull(Failed.BY_ERRNO.get(errno));
    }

    /// Success.
    enum Done implements Answer {
        /// The only value.
        INSTANCE
    }

    /// Not answered yet, see [#WOULD_WAIT].
    enum WouldWait implements Answer {
        /// The only value.
        INSTANCE
    }

    /// An error for the caller, see [#failed(Errno)].
    record Failed(Errno errno) implements Answer {
        private static final Map<Errno, Failed> BY_ERRNO = byErrno();

        private static Map<Errno, Failed> byErrno() {
            Map<Errno, Failed> table = new EnumMap<>(Errno.class);
            for (Errno errno : Errno.values()) {
                table.put(errno, new Failed(errno));
            }
            return table;
        }
    }
}
