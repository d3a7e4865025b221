// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes as people write it: `64 MiB`, `1GiB`, `4096`.
///
/// @param bytes 0 or more
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*([kmgt]?)(i?b)?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = " kmgt";
    private static final int STEP_BITS = 10;

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: bytes=" + bytes);
        }
    }

    /// Returns the size that `text` means, or nothing if it means none. A unit counts in 1024, with or
    /// without `i`.
    public static Optional<ByteSize> parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        String unit = form.group(2).toLowerCase(Locale.ROOT);
        int shift = unit.isEmpty() ? 0 : STEP_BITS * UNITS.indexOf(unit);
        long number = Long.parseLong(form.group(1));
        return number > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(new ByteSize(number << shift));
    }

    /// Returns the size in the largest unit that leaves no fraction, as [#parse] reads it.
    @Override
    public String toString() {
        int step = 0;
        long number = bytes;
        while (number != 0 && number % (1 << STEP_BITS) == 0 && step < UNITS.length() - 1) {
            number >>= STEP_BITS;
            step++;
        }
        return step == 0 ? number + " B" : number + " " + Character.toUpperCase(UNITS.charAt(step)) + "iB";
    }

    /// Returns the size for a person's eye: three digits and a unit.
    public String rounded() {
        double number = bytes;
        int step = 0;
        while (number >= 1 << STEP_BITS && step < UNITS.length() - 1) {
            number /= 1 << STEP_BITS;
            step++;
        }
        return step == 0
                ? bytes + " B"
                : String.format(
                        Locale.ROOT,
                        number < 10 ? "%.2f %siB" : number < 100 ? "%.1f %siB" : "%.0f %siB",
                        number,
                        Character.toUpperCase(UNITS.charAt(step)));
    }
}
