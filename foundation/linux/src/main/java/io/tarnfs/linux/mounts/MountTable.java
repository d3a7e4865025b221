// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.mounts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is mounted where in the mount namespace of this process, at one moment.
///
/// Reading it asks no file system anything, so a mount that hangs or is served by this very process does no harm:
/// never use stat(2) to find out whether something is mounted.
///
/// A line, its fields separated by single blanks:
/// ```
///   36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue
///   id |  |    |     |     |          |                 | |    |         options of the file system
///      |  |    root  |     options    optional fields   | type source
///      |  device     target           (any number)      end of the optional fields
///      parent
/// ```
/// Blank, tab, newline, backslash (and `#` in sources) are written as a backslash and three octal digits.
public final class MountTable {
    private static final Path OWN = Path.of("/proc/self/mountinfo");
    private static final int FIELDS_BEFORE_OPTIONAL = 6;
    private static final int FIELDS_AFTER_OPTIONAL = 3;
    private static final int ESCAPE_LENGTH = 4;
    private static final int OCTAL = 8;

    private final List<Mount> mounts;

    private MountTable(List<Mount> mounts) {
        this.mounts = mounts;
    }

    /// Reads the table of this process.
    public static MountTable read() throws IOException {
        return parse(Files.readAllBytes(OWN));
    }

    /// Parses the content of a mountinfo file.
    ///
    /// @throws IOException if a line has not the form drawn above
    public static MountTable parse(byte[] content) throws IOException {
        List<Mount> mounts = new ArrayList<>();
        // Latin 1 keeps every byte as it is; names are decoded once their escapes are undone.
        for (String line : new String(content, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            if (!line.isEmpty()) {
                mounts.add(parseLine(line));
            }
        }
        return new MountTable(List.copyOf(mounts));
    }

    private static Mount parseLine(String line) throws IOException {
        String[] fields = line.split(" ", -1);
        int separator = FIELDS_BEFORE_OPTIONAL;
        while (separator < fields.length && !fields[separator].equals("-")) {
            separator++;
        }
        if (separator + FIELDS_AFTER_OPTIONAL >= fields.length) {
            throw new IOException("not a line of mountinfo: line=" + line);
        }
        try {
            int colon = fields[2].indexOf(':');
            Mount.Device device = new Mount.Device(
                    Integer.parseInt(fields[2], 0, colon, 10),
                    Integer.parseInt(fields[2], colon + 1, fields[2].length(), 10));
            Mount.FileSystem fileSystem = new Mount.FileSystem(
                    unescape(fields[separator + 1]),
                    unescape(fields[separator + 2]),
                    unescape(fields[separator + FIELDS_AFTER_OPTIONAL]));
            return new Mount(Integer.parseInt(fields[0]), device, unescape(fields[4]), fileSystem, fields[5]);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IOException("not a line of mountinfo: line=" + line, e);
        }
    }

    private static String unescape(String field) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(field.length());
        int at = 0;
        while (at < field.length()) {
            if (field.charAt(at) == '\\') {
                bytes.write(Integer.parseInt(field, at + 1, at + ESCAPE_LENGTH, OCTAL));
                at += ESCAPE_LENGTH;
            } else {
                bytes.write(field.charAt(at));
                at++;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// Returns all mounts in the order of the file: a mount stands behind those that it covers.
    public List<Mount> mounts() {
        return mounts;
    }

    /// Returns the topmost mount at exactly this path, which must be absolute and without links.
    public Optional<Mount> at(Path target) {
        String wanted = target.normalize().toString();
        Mount found = null;
        for (Mount mount : mounts) {
            if (mount.target().equals(wanted)) {
                found = mount;
            }
        }
        return Optional.ofNullable(found);
    }

    /// Returns the mounts that lie at or below this path.
    public List<Mount> below(Path folder) {
        String wanted = folder.normalize().toString();
        String prefix = wanted.endsWith("/") ? wanted : wanted + "/";
        return mounts.stream()
                .filter(mount -> mount.target().equals(wanted) || mount.target().startsWith(prefix))
                .toList();
    }
}
