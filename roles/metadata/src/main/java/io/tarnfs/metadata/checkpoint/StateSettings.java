// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

/// How a [MvStateStore] uses memory.
///
/// @param cacheMebibytes heap for pages read from the file; about 250 bytes a file of the namespace keep
///     all of it there
/// @param pageBytes      size at which a page is split
public record StateSettings(int cacheMebibytes, int pageBytes) {
    /// A quarter of the default heap of 512 MiB.
    public static final int CACHE_MEBIBYTES_DEFAULT = 128;

    /// A change rewrites a page, a read decodes one: both want it small; the inner pages want it large.
    public static final int PAGE_BYTES_DEFAULT = 4096;

    private static final int PAGE_BYTES_MIN = 128;
    private static final int PAGE_BYTES_MAX = 1 << 20;

    public StateSettings {
        if (cacheMebibytes < 1) {
            throw new IllegalArgumentException("the cache has at least 1 MiB: cacheMebibytes=" + cacheMebibytes);
        }
        if (pageBytes < PAGE_BYTES_MIN || pageBytes > PAGE_BYTES_MAX) {
            throw new IllegalArgumentException("a page has 128 bytes to 1 MiB: pageBytes=" + pageBytes);
        }
    }

    /// Returns the settings for a node of the default size.
    public static StateSettings defaults() {
        return new StateSettings(CACHE_MEBIBYTES_DEFAULT, PAGE_BYTES_DEFAULT);
    }
}
