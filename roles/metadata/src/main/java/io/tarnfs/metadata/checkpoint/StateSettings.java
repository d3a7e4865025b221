// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

/// How a [MvStateStore] uses memory.
///
/// @param cacheMebibytes heap for pages read from the file; about 250 bytes a file of the namespace keep
///     all of it there
/// @param pageBytes      size at which a page is split
/// @param dirtyMebibytes heap for changed pages, beyond which [StateStore#wantsCheckpoint()] asks for a
///     checkpoint
/// @param slackBytes     the file may hold this much more than twice what is in use before it is compacted
public record StateSettings(int cacheMebibytes, int pageBytes, int dirtyMebibytes, long slackBytes) {
    /// A quarter of the default heap of 512 MiB.
    public static final int CACHE_MEBIBYTES_DEFAULT = 128;

    /// A change rewrites a page, a read decodes one: both want it small; the inner pages want it large.
    public static final int PAGE_BYTES_DEFAULT = 4096;

    /// A sixteenth of the default heap. A change to one of many files may dirty several pages of its own;
    /// the writer stands still while they are written.
    public static final int DIRTY_MEBIBYTES_DEFAULT = 32;

    /// Below it there is little to win.
    public static final long SLACK_BYTES_DEFAULT = 16L << 20;

    /// MVStore counts in an `int`.
    private static final int DIRTY_MEBIBYTES_MAX = 1024;

    private static final int PAGE_BYTES_MIN = 128;
    private static final int PAGE_BYTES_MAX = 1 << 20;

    public StateSettings {
        if (cacheMebibytes < 1) {
            throw new IllegalArgumentException("the cache has at least 1 MiB: cacheMebibytes=" + cacheMebibytes);
        }
        if (pageBytes < PAGE_BYTES_MIN || pageBytes > PAGE_BYTES_MAX) {
            throw new IllegalArgumentException("a page has 128 bytes to 1 MiB: pageBytes=" + pageBytes);
        }
        if (dirtyMebibytes < 1 || dirtyMebibytes > DIRTY_MEBIBYTES_MAX) {
            throw new IllegalArgumentException("changed pages take 1 MiB to 1 GiB: dirtyMebibytes=" + dirtyMebibytes);
        }
        if (slackBytes < 0) {
            throw new IllegalArgumentException("the slack is not negative: slackBytes=" + slackBytes);
        }
    }

    /// Makes settings with the defaults for changed pages and slack.
    public StateSettings(int cacheMebibytes, int pageBytes) {
        this(cacheMebibytes, pageBytes, DIRTY_MEBIBYTES_DEFAULT, SLACK_BYTES_DEFAULT);
    }

    /// Returns the settings for a node of the default size.
    public static StateSettings defaults() {
        return new StateSettings(CACHE_MEBIBYTES_DEFAULT, PAGE_BYTES_DEFAULT);
    }
}
