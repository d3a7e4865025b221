// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/// 256 random bits in a file, which open a volume without anybody typing anything.
///
/// The file is text of two lines: `tarnfs-key-file-1`, then 64 hex digits.
public final class KeyFile implements UnlockSecret {
    /// Longer files are not read.
    public static final int FILE_BYTES_MAX = 128;

    private static final String FIRST_LINE = "tarnfs-key-file-1";
    private static final int SECRET_BYTES = 32;

    private final byte[] secret;

    private KeyFile(byte[] secret) {
        this.secret = secret;
    }

    /// Makes a new one.
    public static KeyFile random(SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new KeyFile(secret);
    }

    /// Reads the content of a key file.
    ///
    /// @param where names the file in messages
    /// @throws WrongKeyException if it is not a key file
    public static KeyFile decode(String where, byte[] content) throws WrongKeyException {
        if (content.length > FILE_BYTES_MAX) {
            throw notOne(where);
        }
        String[] lines = new String(content, StandardCharsets.US_ASCII).split("\r?\n", -1);
        boolean twoLines = lines.length == 2 || (lines.length == 3 && lines[2].isEmpty());
        if (!twoLines || !lines[0].equals(FIRST_LINE) || !lines[1].matches("[0-9a-fA-F]{64}")) {
            throw notOne(where);
        }
        return new KeyFile(HexFormat.of().parseHex(lines[1]));
    }

    /// Returns what to write to the file; readable by its owner only.
    public byte[] encode() {
        return (FIRST_LINE + "\n" + HexFormat.of().formatHex(secret) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public SlotKind kind() {
        return SlotKind.KEY_FILE;
    }

    /// Wipes it.
    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    @Override
    public String toString() {
        return "KeyFile[hidden]";
    }

    /// Not a copy; not to be changed.
    byte[] secret() {
        return secret;
    }

    private static WrongKeyException notOne(String where) {
        return new WrongKeyException(
                "not a TarnFS key file: file=" + where + "; it has two lines, '" + FIRST_LINE + "' and 64 hex digits",
                null);
    }
}
