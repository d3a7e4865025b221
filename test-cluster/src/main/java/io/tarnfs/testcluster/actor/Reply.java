// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.actor;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// What a call returned: its result, errno (0 when it did not fail) and the content of its output buffers in
/// their order.
public record Reply(long result, int errno, List<byte[]> outputs) {
    static Reply parse(String line) {
        String[] words = line.split(" ", -1);
        List<byte[]> outputs = new ArrayList<>();
        for (int i = 2; i < words.length; i++) {
            outputs.add(Base64.getDecoder().decode(words[i]));
        }
        return new Reply(Long.parseLong(words[0]), Integer.parseInt(words[1]), List.copyOf(outputs));
    }

    String encoded() {
        StringBuilder line = new StringBuilder().append(result).append(' ').append(errno);
        for (byte[] output : outputs) {
            line.append(' ').append(Base64.getEncoder().encodeToString(output));
        }
        return line.toString();
    }
}
