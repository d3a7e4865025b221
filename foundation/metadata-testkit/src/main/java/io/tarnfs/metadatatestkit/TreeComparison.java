// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadatatestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.content.FileExtents;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.DirectoryEntry;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.MetadataService;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Compares all that can be asked of a volume with what the model says.
public final class TreeComparison {
    /// Small, so that listings are resumed.
    private static final int PAGE = 3;

    private TreeComparison() {}

    /// Compares a service that has no background work left.
    public static void compare(TreeModel model, MetadataService service, VolumeId volume) {
        compare(model, volume, new Asked(service));
        same(model, service, new Query.GetUsage(volume));
        same(model, service, new Query.ListSessions(volume));
        same(model, service, new Query.ListVolumes());
    }

    /// Whoever answers queries.
    public interface Answerer {
        /// Answers a query.
        <A> Outcome<A> answer(Query<A> query);
    }

    private record Asked(MetadataService service) implements Answerer {
        @Override
        public <A> Outcome<A> answer(Query<A> query) {
            return service.query(query);
        }
    }

    private static <A> void same(TreeModel model, MetadataService service, Query<A> query) {
        assertEquals(
                TestClient.value(model.answer(query, Sequence.NONE)),
                TestClient.value(service.query(query)),
                query.toString());
    }

    /// Compares inodes, names, attributes and extents, as one who can only ask for those answers them.
    public static void compare(TreeModel model, VolumeId volume, Answerer answerer) {
        Function<Query<?>, Object> asked = query -> TestClient.value(answerer.answer(query));
        for (Attributes expected : model.inodes(volume)) {
            InodeId inode = expected.inode();
            assertEquals(expected, asked.apply(new Query.GetAttributes(volume, inode)));
            compareXattrs(model, volume, inode, answerer);
            if (expected.type() == FileType.DIRECTORY) {
                assertEquals(model.entries(volume, inode), list(volume, inode, answerer), "inode=" + inode);
            }
            if (expected.type() == FileType.DIRECTORY && expected.links() > 0) {
                Query<Attributes> parent = new Query.GetParent(volume, inode);
                assertEquals(TestClient.value(model.answer(parent, Sequence.NONE)), asked.apply(parent));
            }
            if (expected.type() == FileType.SYMLINK) {
                Query<Bytes> target = new Query.ReadSymlink(volume, inode);
                assertEquals(TestClient.value(model.answer(target, Sequence.NONE)), asked.apply(target));
            }
            if (expected.type() == FileType.REGULAR) {
                Query<FileExtents> query = new Query.GetExtents(volume, inode, 0, 1_023);
                assertEquals(
                        joined(TestClient.value(model.answer(query, Sequence.NONE))),
                        joined(TestClient.value(answerer.answer(query))),
                        "inode=" + inode);
            }
        }
    }

    private static FileExtents joined(FileExtents extents) {
        return new FileExtents(extents.version(), ModelContent.joined(extents.extents()));
    }

    private static void compareXattrs(TreeModel model, VolumeId volume, InodeId inode, Answerer answerer) {
        Query<List<Name>> query = new Query.ListXattrs(volume, inode);
        List<Name> names = TestClient.value(model.answer(query, Sequence.NONE));
        assertEquals(names, TestClient.value(answerer.answer(query)), "inode=" + inode);
        for (Name name : names) {
            Query<Bytes> value = new Query.GetXattr(volume, inode, name);
            assertEquals(
                    TestClient.value(model.answer(value, Sequence.NONE)),
                    TestClient.value(answerer.answer(value)),
                    "inode=" + inode);
        }
    }

    private static Map<Name, InodeId> list(VolumeId volume, InodeId directory, Answerer answerer) {
        Map<Name, InodeId> entries = new HashMap<>();
        long after = -1;
        boolean end = false;
        while (!end) {
            Query.DirectoryPage page =
                    TestClient.value(answerer.answer(new Query.ListDirectory(volume, directory, after, PAGE, true)));
            for (DirectoryEntry entry : page.entries()) {
                assertEquals(null, entries.put(entry.name(), entry.inode()), "an entry came twice");
                Attributes attributes = entry.attributes();
                assertEquals(
                        attributes, TestClient.value(answerer.answer(new Query.GetAttributes(volume, entry.inode()))));
                after = entry.cookie();
            }
            end = page.end();
        }
        return entries;
    }
}
