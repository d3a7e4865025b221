// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a mount is called in mountinfo and df: `tarn:<volume>@<home id>`. It tells whose mount it is without
/// asking the mount itself, which may hang when its node is gone.
///
/// @param volume its volume's name
/// @param homeId [Home#id()] of the node that mounted it
public record MountSource(String volume, String homeId) {
    private static final Pattern FORM = Pattern.compile("tarn:([^@]+)@([0-9a-f]{8})");

    /// Returns what `source` says, or nothing if it is none of ours.
    public static Optional<MountSource> parse(String source) {
        Matcher form = FORM.matcher(source);
        return form.matches() ? Optional.of(new MountSource(form.group(1), form.group(2))) : Optional.empty();
    }

    @Override
    public String toString() {
        return "tarn:" + volume + "@" + homeId;
    }
}
