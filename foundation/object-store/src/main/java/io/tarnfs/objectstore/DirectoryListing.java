// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

import io.tarnfs.linux.durable.DurableFile;
import io.tarnfs.linux.durable.DurableFolder;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One page of a listing of a directory store: a walk in the order of the keys that ends when the page
/// is full.
///
/// A folder sorts as its name with a slash, because that is how the keys in it go on: `a-b` comes
/// before `a/b`.
final class DirectoryListing {
    private final DirectoryTree tree;
    private final KeyPrefix prefix;
    private final String after;
    private final int limit;
    private final List<ListPage.Listed> found = new ArrayList<>();

    DirectoryListing(DirectoryTree tree, KeyPrefix prefix, Optional<StoreKey> after, int limit) {
        this.tree = tree;
        this.prefix = prefix;
        this.after = after.map(StoreKey::value).orElse("");
        this.limit = limit;
    }

    ListPage page() throws IOException {
        walk("");
        boolean full = found.size() == limit;
        return new ListPage(found, full ? Optional.of(found.getLast().key()) : Optional.empty());
    }

    /// @param base path of the folder with a slash at its end; empty for the root
    private void walk(String base) throws IOException {
        DurableFolder folder = tree.find(base.isEmpty() ? "" : base.substring(0, base.length() - 1));
        if (folder == null) {
            return;
        }
        for (String child : childrenInOrder(folder, base)) {
            if (found.size() == limit) {
                return;
            }
            if (child.endsWith("/")) {
                walk(child);
            } else {
                add(folder, child);
            }
        }
    }

    /// Returns the full paths that can lead to wanted keys, folders with a slash at their end.
    private List<String> childrenInOrder(DurableFolder folder, String base) throws IOException {
        List<String> children = new ArrayList<>();
        for (String name : folder.list()) {
            String path = base + name;
            // Only names that can be keys are ours; ours in the making begin with a dot.
            if (keyOrNull(path) == null || !isOnTheWay(path)) {
                continue;
            }
            String child = folder.isFolder(name) ? path + "/" : path;
            if (isWanted(child)) {
                children.add(child);
            }
        }
        children.sort(Comparator.naturalOrder());
        return children;
    }

    /// A cheap look before the name is asked for its kind.
    private boolean isOnTheWay(String path) {
        return path.startsWith(prefix.value()) || prefix.value().startsWith(path);
    }

    private boolean isWanted(String child) {
        if (child.endsWith("/")) {
            boolean holdsPrefix =
                    child.startsWith(prefix.value()) || prefix.value().startsWith(child);
            return holdsPrefix && (child.compareTo(after) > 0 || after.startsWith(child));
        }
        return child.startsWith(prefix.value()) && child.compareTo(after) > 0;
    }

    private void add(DurableFolder folder, String path) throws IOException {
        try (DurableFile file = folder.openForRead(DirectoryTree.nameOf(path))) {
            found.add(new ListPage.Listed(new StoreKey(path), file.size()));
        } catch (NoSuchFileException deletedMeanwhile) {
            // A listing may or may not hold what is deleted while it runs.
            return;
        }
    }

    private static @Nullable StoreKey keyOrNull(String path) {
        try {
            return new StoreKey(path);
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }
}
