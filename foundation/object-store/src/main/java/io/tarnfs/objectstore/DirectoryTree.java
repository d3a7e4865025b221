// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

import io.tarnfs.linux.durable.DurableFolder;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The folders of a directory store by their path below its root, opened once.
///
/// A folder is handed out for writing only after its name is durable in its parent. That is done once
/// for each folder and process, also where the folder was found: a process killed between mkdir(2) and
/// the sync of the parent leaves a folder that is there, but not for good.
///
/// Locks: `making` guards the making of folders and the entries of `writable`, which are read without
/// it.
final class DirectoryTree {
    /// Opened folders kept: 64 volumes of 256 shards. Above it they are simply opened (and their
    /// parents synced) again.
    private static final int OPENED_MAX = 16_384;

    private final DurableFolder root;
    private final ReentrantLock making = new ReentrantLock();
    private final ConcurrentHashMap<String, DurableFolder> readable = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, DurableFolder> writable = new ConcurrentHashMap<>();
    private final Set<String> suspect = ConcurrentHashMap.newKeySet();

    DirectoryTree(DurableFolder root) {
        this.root = root;
    }

    DurableFolder root() {
        return root;
    }

    /// Returns the folder, or null if it is not there; never makes one.
    @Nullable
    DurableFolder find(String path) throws IOException {
        if (path.isEmpty()) {
            return root;
        }
        DurableFolder known = readable.get(path);
        if (known != null) {
            return known;
        }
        DurableFolder parent = find(parentOf(path));
        if (parent == null || !parent.isFolder(nameOf(path))) {
            return null;
        }
        DurableFolder found = parent.folder(nameOf(path));
        keep(readable, path, found);
        return found;
    }

    /// Returns the folder, made if it is missing, its name durable.
    ///
    /// @throws IOException also if an earlier sync of that folder failed: what it holds is unknown
    ///     until the store is opened again, and a later sync that succeeds proves nothing
    DurableFolder make(String path) throws IOException {
        refuseSuspect(path);
        DurableFolder known = path.isEmpty() ? root : writable.get(path);
        if (known != null) {
            return known;
        }
        making.lock();
        try {
            return makeLocked(path);
        } finally {
            making.unlock();
        }
    }

    /// Syncs the folder, and remembers it as suspect when that fails.
    void sync(String path, DurableFolder folder) throws IOException {
        refuseSuspect(path);
        try {
            folder.sync();
        } catch (IOException e) {
            suspect.add(path);
            throw e;
        }
        // A sync of another thread may have failed and taken the one report of our loss with it.
        refuseSuspect(path);
    }

    private DurableFolder makeLocked(String path) throws IOException {
        DurableFolder known = writable.get(path);
        if (known != null) {
            return known;
        }
        String parentPath = parentOf(path);
        DurableFolder parent = make(parentPath);
        DurableFolder made = parent.folder(nameOf(path));
        sync(parentPath, parent);
        keep(writable, path, made);
        keep(readable, path, made);
        return made;
    }

    private void refuseSuspect(String path) throws IOException {
        if (suspect.contains(path)) {
            throw new IOException("an earlier sync of this folder failed, nothing is written to it until the store is"
                    + " opened again: folder=" + path);
        }
    }

    private static void keep(ConcurrentHashMap<String, DurableFolder> folders, String path, DurableFolder folder) {
        if (folders.size() >= OPENED_MAX) {
            folders.clear();
        }
        folders.put(path, folder);
    }

    static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
