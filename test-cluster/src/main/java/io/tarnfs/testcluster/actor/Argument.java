// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.actor;

import java.util.Base64;

/// One argument of a system call, as it travels to an actor.
public sealed interface Argument {
    /// The word that stands for this argument in a request line.
    String encoded();

    /// An int, a long, a pointer or a descriptor.
    record Value(long value) implements Argument {
        @Override
        public String encoded() {
            return "n" + value;
        }
    }

    /// Bytes that the call reads; a C string carries its own final zero.
    @SuppressWarnings("ArrayRecordComponent") // it lives for one line of the protocol and is never compared
    record Input(byte[] bytes) implements Argument {
        @Override
        public String encoded() {
            return "i" + Base64.getEncoder().encodeToString(bytes);
        }
    }

    /// A buffer that the call fills; all of it comes back.
    record Output(int length) implements Argument {
        @Override
        public String encoded() {
            return "o" + length;
        }
    }

    /// A buffer that the call fills; as many bytes come back as the call's result says.
    record Counted(int length) implements Argument {
        @Override
        public String encoded() {
            return "c" + length;
        }
    }
}
