// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.durable;

import io.tarnfs.linux.calls.Descriptor;
import io.tarnfs.linux.calls.ErrnoSlot;
import io.tarnfs.linux.calls.FileCalls;
import io.tarnfs.linux.calls.OpenBits;
import io.tarnfs.linux.errno.Errno;
import io.tarnfs.linux.errno.SyscallException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A [DurableFolder] on a file system of this machine.
public final class LocalFolder implements DurableFolder {
    private final Path path;
    private final Transfers transfers;

    /// Found once, because finding it reads the whole mount table; asking it is one statvfs(3) of the path.
    private volatile @Nullable FileStore fileStore;

    private LocalFolder(Path path, Transfers transfers) {
        this.path = path;
        this.transfers = transfers;
    }

    /// Opens the folder at `path`, creating it and the folders above it; each new name is made durable in
    /// its parent.
    public static LocalFolder at(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        createDurably(absolute);
        return new LocalFolder(absolute, new Transfers());
    }

    private static void createDurably(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Path parent = path.getParent();
        if (parent != null) {
            createDurably(parent);
        }
        try {
            Files.createDirectory(path);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path)) {
                throw e;
            }
        }
        if (parent != null) {
            syncFolder(parent);
        }
    }

    /// Returns where this folder lies.
    public Path path() {
        return path;
    }

    @Override
    public DurableFile create(String name) throws IOException {
        Files.createFile(child(name));
        return open(name, OpenBits.READ_WRITE);
    }

    @Override
    public DurableFile open(String name) throws IOException {
        return open(name, OpenBits.READ_WRITE);
    }

    @Override
    public DurableFile openForRead(String name) throws IOException {
        return open(name, OpenBits.READ_ONLY);
    }

    private DurableFile open(String name, int bits) throws IOException {
        try {
            return new LocalFile(Descriptor.open(child(name).toString(), bits), transfers);
        } catch (SyscallException e) {
            if (e.errno() == Errno.ENOENT) {
                NoSuchFileException missing =
                        new NoSuchFileException(child(name).toString());
                missing.initCause(e);
                throw missing;
            }
            throw e;
        }
    }

    @Override
    public DurableFolder folder(String name) throws IOException {
        Path below = child(name);
        try {
            Files.createDirectory(below);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(below)) {
                throw e;
            }
        }
        return new LocalFolder(below, transfers);
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(child(name));
    }

    @Override
    public boolean isFolder(String name) {
        return Files.isDirectory(child(name));
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> children = Files.list(path)) {
            return children.map(child -> String.valueOf(child.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(child(from), child(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public boolean renameIfAbsent(String from, String to) throws IOException {
        // link(2) fails when the name is taken, which rename(2) does not; a crash between the two calls leaves both
        // names on one file, and the old one is a temporary name that its owner sweeps at the next start.
        try {
            Files.createLink(child(to), child(from));
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        Files.delete(child(from));
        return true;
    }

    @Override
    public boolean delete(String name) throws IOException {
        try {
            Files.delete(child(name));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void sync() throws IOException {
        syncFolder(path);
    }

    @Override
    public long usableBytes() throws IOException {
        FileStore found = fileStore;
        if (found == null) {
            found = Files.getFileStore(path);
            fileStore = found;
        }
        return found.getUsableSpace();
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private Path child(String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("not a single path component: name=" + name);
        }
        return path.resolve(name);
    }

    private static void syncFolder(Path folder) throws IOException {
        try (Descriptor descriptor = Descriptor.open(folder.toString(), OpenBits.READ_ONLY | OpenBits.DIRECTORY)) {
            FileCalls.sync(descriptor, new ErrnoSlot());
        }
    }
}
