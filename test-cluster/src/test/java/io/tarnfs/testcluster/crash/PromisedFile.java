// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.crash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/// One file of the writer: what it holds now, and what it may hold after a crash.
///
/// ## The promise
/// What was written before the last acknowledged fsync, close, rename or link of the file is there byte for
/// byte. What was written since (*open changes*) may be there, or not, or in part; but a byte that no open
/// change touched keeps its value, and no byte gets a value that was never written to it. A hole reads as
/// zeros, so a byte that a truncation in doubt passed over may also be zero. A truncation that was acknowledged
/// is promised at once, like a change of a name.
final class PromisedFile {
    /// A change since the last acknowledged flush: bytes written at an offset, or a new size (then `bytes` is
    /// empty).
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    private record OpenChange(int offset, byte[] bytes, int sizeAfter) {}

    private final OptionalLong ino;
    private int mode;
    private byte[] synced = {};
    private byte[] current = {};
    private final List<OpenChange> open = new ArrayList<>();

    /// @param ino empty when the node died before it could be asked
    PromisedFile(OptionalLong ino, int mode) {
        this.ino = ino;
        this.mode = mode;
    }

    OptionalLong ino() {
        return ino;
    }

    int mode() {
        return mode;
    }

    void chmod(int newMode) {
        mode = newMode;
    }

    int size() {
        return current.length;
    }

    /// A write was made, or may have been.
    void write(int offset, byte[] bytes) {
        if (offset + bytes.length > current.length) {
            current = Arrays.copyOf(current, offset + bytes.length);
        }
        System.arraycopy(bytes, 0, current, offset, bytes.length);
        open.add(new OpenChange(offset, bytes.clone(), current.length));
    }

    /// A truncation was acknowledged: the size is promised at once, and bytes written before it beyond that
    /// size are gone for good. Bytes below stay as open as they were.
    void truncated() {
        int size = open.getLast().sizeAfter();
        List<OpenChange> below = new ArrayList<>();
        for (OpenChange change : open) {
            int kept = Math.clamp(size - (long) change.offset(), 0, change.bytes().length);
            below.add(new OpenChange(change.offset(), Arrays.copyOf(change.bytes(), kept), size));
        }
        below.removeIf(change -> change.bytes().length == 0);
        open.clear();
        open.addAll(below);
        synced = Arrays.copyOf(Arrays.copyOf(synced, Math.min(size, synced.length)), size);
    }

    /// The size was set, or may have been; [#truncated] says that it was.
    void truncate(int size) {
        current = Arrays.copyOf(current, size);
        open.add(new OpenChange(size, new byte[0], size));
    }

    /// An fsync, close, rename or link was acknowledged: all changes are promised from here on.
    void flushed() {
        synced = current.clone();
        open.clear();
    }

    /// After a crash the file was found with this content, which is the truth from here on.
    void settle(byte[] found) {
        current = found.clone();
        flushed();
    }

    /// Why `found` breaks the promise; empty when it keeps it.
    Optional<String> objection(byte[] found) {
        if (found.length != synced.length && open.stream().noneMatch(change -> change.sizeAfter() == found.length)) {
            return Optional.of("size=" + found.length + " promised=" + synced.length + " openSizes="
                    + open.stream().map(OpenChange::sizeAfter).distinct().toList());
        }
        int[] wrong = IntStream.range(0, found.length)
                .filter(at -> !mayHold(at, found[at]))
                .toArray();
        return wrong.length == 0
                ? Optional.empty()
                : Optional.of("wrongBytes=" + wrong.length + " first=" + wrong[0] + " last=" + wrong[wrong.length - 1]
                        + " found=" + found[wrong[0]] + " promised="
                        + (wrong[0] < synced.length ? synced[wrong[0]] : "hole") + " openChanges=" + open.size());
    }

    private boolean mayHold(int at, byte value) {
        if (at < synced.length ? synced[at] == value : value == 0) {
            return true;
        }
        for (OpenChange change : open) {
            boolean written = at >= change.offset() && at < change.offset() + change.bytes().length;
            if (written && change.bytes()[at - change.offset()] == value) {
                return true;
            }
            boolean cut = change.bytes().length == 0 && at >= change.offset();
            if (cut && value == 0) {
                return true;
            }
        }
        return false;
    }
}
