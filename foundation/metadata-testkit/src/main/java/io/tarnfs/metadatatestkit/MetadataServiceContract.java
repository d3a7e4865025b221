// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadatatestkit;

import static io.tarnfs.metadatatestkit.TestClient.error;
import static io.tarnfs.metadatatestkit.TestClient.extent;
import static io.tarnfs.metadatatestkit.TestClient.operator;
import static io.tarnfs.metadatatestkit.TestClient.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.content.Extent;
import io.tarnfs.model.content.Location;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.AttributeChange;
import io.tarnfs.model.namespace.AttributeChange.TimeChange;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.Command.RenameMode;
import io.tarnfs.model.namespace.Command.XattrMode;
import io.tarnfs.model.namespace.CommandHeader;
import io.tarnfs.model.namespace.CommandKey;
import io.tarnfs.model.namespace.DirectoryEntry;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.MetadataService;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.Timestamp;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.model.volume.VolumeUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every metadata service does. An implementation extends it and says how to open a service.
@SuppressWarnings("NullAway.Init") // the fields are set before each test
public abstract class MetadataServiceContract {
    private static final InodeId ROOT = InodeId.ROOT;
    private static final InodeId NOBODY = new InodeId(InodeId.MAX);
    private static final int BLOCK = 256 << 10;

    /// The clock that the service under test must use.
    protected final ManualTime time = new ManualTime();

    private MetadataService service;
    private TestClient client;

    /// Opens an empty service that stamps with [#time].
    protected abstract MetadataService open() throws Exception;

    /// Closes the service.
    protected abstract void close() throws Exception;

    @BeforeEach
    final void openService() throws Exception {
        service = open();
        client = TestClient.onNewVolume(service, "v");
        time.advanceSeconds(10);
    }

    @AfterEach
    final void closeService() throws Exception {
        close();
    }

    // ---- volumes

    @Test
    void aNewVolumeHasAnEmptyRootOfItsMaker() {
        Attributes root = value(client.attributes(ROOT));
        assertEquals(FileType.DIRECTORY, root.type());
        assertEquals(0755, root.permissions());
        assertEquals(new Attributes.Owner(7, 8), root.owner());
        assertEquals(2, root.links());
        assertEquals(0, root.size());
        assertEquals(new VolumeUsage(0, 1), value(service.query(new Query.GetUsage(client.volume()))));
    }

    @Test
    void aVolumeIsFoundByItsNameAndListedInOrder() {
        VolumeInfo other = TestClient.createVolume(service, "another", 0);
        assertEquals(other, value(service.query(new Query.FindVolume("another"))));
        assertEquals(List.of(other, client.info()), value(service.query(new Query.ListVolumes())));
        assertEquals(FsError.NOT_FOUND, error(service.query(new Query.FindVolume("none"))));
    }

    @Test
    void aVolumeNameIsTakenOnceAndMadeOfPlainCharacters() {
        assertEquals(FsError.EXISTS, error(create("v", "again")));
        assertEquals(FsError.INVALID, error(create("a/b", "slash")));
        assertEquals(FsError.INVALID, error(create("", "empty")));
    }

    private Outcome<Result.Volume> create(String name, String words) {
        CommandHeader header = operator(VolumeId.SERVICE, words);
        return service.execute(
                new Command.CreateVolume(header, name, client.info().settings(), List.of()));
    }

    @Test
    void retentionAndKeySlotsOfAVolumeCanBeChanged() {
        Bytes slot = Bytes.copyOf(new byte[] {1, 2, 3});
        Command.ChangeVolume change = new Command.ChangeVolume(operator(client.volume(), "change"), 60, List.of(slot));
        VolumeInfo changed = value(service.execute(change)).info();
        assertEquals(60, changed.settings().retentionSeconds());
        assertEquals(List.of(slot), changed.keySlots());
        assertEquals(changed, value(service.query(new Query.FindVolume("v"))));
    }

    @Test
    void aMountedVolumeIsBusyAndARemovedOneIsGone() {
        Command.RemoveVolume early = new Command.RemoveVolume(operator(client.volume(), "early"));
        assertEquals(FsError.BUSY, error(service.execute(early)));
        client.file(ROOT, "f");
        value(client.end());
        value(service.execute(new Command.RemoveVolume(operator(client.volume(), "late"))));
        assertEquals(FsError.NOT_FOUND, error(service.query(new Query.FindVolume("v"))));
        assertEquals(FsError.NOT_FOUND, error(client.lookup(ROOT, "f")));
        client.drain();
        VolumeInfo next = TestClient.createVolume(service, "v2", 0);
        assertNotEquals(client.volume(), next.id());
    }

    // ---- sessions

    @Test
    void aSecondSessionIsRefusedWithTheNameOfTheFirst() {
        Command.OpenSession second = new Command.OpenSession(operator(client.volume(), "second"), "another");
        Outcome<Result.SessionGrant> outcome = service.execute(second);
        assertEquals(FsError.BUSY, error(outcome));
        List<Query.SessionInfo> sessions = value(service.query(new Query.ListSessions(client.volume())));
        assertEquals(1, sessions.size());
        assertEquals("a test", sessions.getFirst().holder());
    }

    @Test
    void nothingOfAnEndedSessionIsAccepted() {
        value(client.end());
        assertEquals(FsError.FENCED, error(client.make(ROOT, "f", FileType.REGULAR, 0644)));
        assertTrue(value(service.query(new Query.ListSessions(client.volume()))).isEmpty());
        TestClient.openSession(service, client.volume());
    }

    @Test
    void endingAnEndedSessionIsNoFailure() {
        value(client.end());
        value(client.end());
    }

    @Test
    void aResumedSessionRefusesItsEarlierLife() {
        Command.ResumeSession resume = new Command.ResumeSession(
                operator(client.volume(), "resume"), client.grant().session());
        Result.SessionGrant grant = value(service.execute(resume));
        assertEquals(client.grant().session(), grant.session());
        assertTrue(grant.incarnation() > client.grant().incarnation());
        assertEquals(FsError.FENCED, error(client.make(ROOT, "f", FileType.REGULAR, 0644)));
        TestClient resumed = new TestClient(service, client.info(), grant);
        resumed.file(ROOT, "f");
    }

    @Test
    void theListenerOfAnExpiredSessionIsTold() throws Exception {
        var told = new CountDownLatch(1);
        try (MetadataService.Subscription _ = service.subscribe(client.grant().session(), told::countDown)) {
            value(service.execute(new Command.EndSession(
                    operator(client.volume(), "expire"), client.grant().session(), true)));
            assertTrue(told.await(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void leasedIdsAreNeverLeasedAgain() {
        Result.IdRange first = client.lease(10);
        Result.IdRange second = client.lease(5);
        assertEquals(first.first().value() + 10, second.first().value());
        assertEquals(FsError.INVALID, error(service.execute(new Command.LeaseIds(client.header(), 0))));
        assertEquals(FsError.INVALID, error(service.execute(new Command.LeaseIds(client.header(), 65_537))));
    }

    // ---- exactly once

    @Test
    void aCommandThatComesTwiceIsAppliedOnceAndAnsweredTheSame() {
        Command.NewNode node = new Command.NewNode(FileType.REGULAR, 0644, TestClient.OWNER, 0, Bytes.EMPTY, List.of());
        Command.MakeNode make = new Command.MakeNode(client.header(), ROOT, Name.of("f"), node);
        Outcome<Result.Node> first = service.execute(make);
        value(client.unlink(ROOT, "f"));
        assertEquals(first, service.execute(make));
        assertEquals(FsError.NOT_FOUND, error(client.lookup(ROOT, "f")));
    }

    @Test
    void aRefusedCommandThatComesTwiceIsRefusedTwice() {
        Command.Remove remove = new Command.Remove(client.header(), ROOT, Name.of("f"), false);
        assertEquals(FsError.NOT_FOUND, error(service.execute(remove)));
        client.file(ROOT, "f");
        assertEquals(FsError.NOT_FOUND, error(service.execute(remove)));
        value(client.lookup(ROOT, "f"));
    }

    @Test
    void stepsOfOneRequestAreDifferentCommands() {
        CommandHeader first = client.header();
        CommandKey key = first.key();
        CommandHeader second = new CommandHeader(
                first.volume(),
                new CommandKey(key.session(), key.incarnation(), key.origin(), key.number(), 1),
                0,
                first.caller());
        InodeId file = client.file(ROOT, "f").inode();
        Bytes value = Bytes.copyOf(new byte[1]);
        value(service.execute(new Command.SetXattr(first, file, Name.of("user.a"), value, XattrMode.CREATE)));
        value(service.execute(new Command.SetXattr(second, file, Name.of("user.b"), value, XattrMode.CREATE)));
        assertEquals(
                2,
                value(service.query(new Query.ListXattrs(client.volume(), file)))
                        .size());
    }

    // ---- names

    @Test
    void aMadeFileIsFoundWithWhatItWasMadeOf() {
        Attributes before = value(client.attributes(ROOT));
        Attributes made = client.file(ROOT, "f");
        assertEquals(made, value(client.lookup(ROOT, "f")));
        assertEquals(made, value(client.attributes(made.inode())));
        assertEquals(TestClient.OWNER, made.owner());
        assertEquals(1, made.links());
        assertEquals(new Attributes.Times(time.now(), time.now(), time.now(), time.now()), made.times());
        Attributes root = value(client.attributes(ROOT));
        assertEquals(1, root.size());
        assertEquals(before.times().birth(), root.times().birth());
        assertEquals(time.now(), root.times().modification());
        assertEquals(time.now(), root.times().change());
    }

    @Test
    void aTakenNameIsEXISTSAndAMissingParentIsENOENT() {
        client.file(ROOT, "f");
        assertEquals(FsError.EXISTS, error(client.make(ROOT, "f", FileType.DIRECTORY, 0755)));
        assertEquals(FsError.NOT_FOUND, error(client.make(NOBODY, "f", FileType.REGULAR, 0644)));
        InodeId file = value(client.lookup(ROOT, "f")).inode();
        assertEquals(FsError.NOT_A_DIRECTORY, error(client.make(file, "g", FileType.REGULAR, 0644)));
    }

    @Test
    void inodeNumbersAreNeverUsedAgain() {
        InodeId first = client.file(ROOT, "f").inode();
        value(client.unlink(ROOT, "f"));
        client.drain();
        assertTrue(client.file(ROOT, "f").inode().compareTo(first) > 0);
    }

    @Test
    void aSymlinkKeepsItsTargetAndHasItsLengthAsSize() {
        Attributes link = value(client.make(ROOT, "l", FileType.SYMLINK, 0777)).attributes();
        assertEquals(1, link.size());
        assertEquals(
                Bytes.copyOf(new byte[] {'t'}),
                value(service.query(new Query.ReadSymlink(client.volume(), link.inode()))));
        InodeId file = client.file(ROOT, "f").inode();
        assertEquals(FsError.INVALID, error(service.query(new Query.ReadSymlink(client.volume(), file))));
    }

    @Test
    void aDirectoryCountsTheDirectoriesInIt() {
        Attributes directory = client.directory(ROOT, "d");
        assertEquals(2, directory.links());
        assertEquals(3, value(client.attributes(ROOT)).links());
        client.file(ROOT, "f");
        assertEquals(3, value(client.attributes(ROOT)).links());
        value(client.rmdir(ROOT, "d"));
        assertEquals(2, value(client.attributes(ROOT)).links());
    }

    @Test
    void theParentOfADirectoryFollowsItsMoves() {
        InodeId a = client.directory(ROOT, "a").inode();
        InodeId b = client.directory(a, "b").inode();
        Query.GetParent query = new Query.GetParent(client.volume(), b);
        assertEquals(a, value(service.query(query)).inode());
        value(client.rename(a, "b", ROOT, "b", RenameMode.REPLACE));
        assertEquals(ROOT, value(service.query(query)).inode());
        assertEquals(
                ROOT,
                value(service.query(new Query.GetParent(client.volume(), ROOT))).inode());
    }

    @Test
    void aSecondNameLeadsToTheSameInode() {
        InodeId file = client.file(ROOT, "f").inode();
        time.advanceSeconds(1);
        Attributes linked = value(client.link(file, ROOT, "g")).attributes();
        assertEquals(2, linked.links());
        assertEquals(time.now(), linked.times().change());
        assertEquals(file, value(client.lookup(ROOT, "g")).inode());
        assertEquals(1, value(client.unlink(ROOT, "f")).attributes().links());
        assertEquals(1, value(client.lookup(ROOT, "g")).links());
    }

    @Test
    void aDirectoryCannotBeLinked() {
        InodeId directory = client.directory(ROOT, "d").inode();
        assertEquals(FsError.NOT_PERMITTED, error(client.link(directory, ROOT, "e")));
        assertEquals(FsError.NOT_FOUND, error(client.link(NOBODY, ROOT, "e")));
        InodeId file = client.file(ROOT, "f").inode();
        assertEquals(FsError.EXISTS, error(client.link(file, ROOT, "d")));
    }

    @Test
    void unlinkIsForFilesAndRmdirForEmptyDirectories() {
        InodeId directory = client.directory(ROOT, "d").inode();
        client.file(directory, "f");
        assertEquals(FsError.IS_A_DIRECTORY, error(client.unlink(ROOT, "d")));
        assertEquals(FsError.NOT_A_DIRECTORY, error(client.rmdir(directory, "f")));
        assertEquals(FsError.NOT_EMPTY, error(client.rmdir(ROOT, "d")));
        assertEquals(FsError.NOT_FOUND, error(client.rmdir(ROOT, "e")));
        value(client.unlink(directory, "f"));
        assertEquals(0, value(client.rmdir(ROOT, "d")).attributes().links());
    }

    @Test
    void nothingCanBeMadeInARemovedDirectoryThatIsHeldOpen() {
        InodeId directory = client.directory(ROOT, "d").inode();
        value(client.reportOpen(directory, true));
        value(client.rmdir(ROOT, "d"));
        client.drain();
        assertEquals(FsError.NOT_FOUND, error(client.make(directory, "f", FileType.REGULAR, 0644)));
        assertEquals(0, value(client.attributes(directory)).links());
    }

    @Test
    void renameMovesTheNameAndTheTimesOfBothParents() {
        InodeId a = client.directory(ROOT, "a").inode();
        InodeId b = client.directory(ROOT, "b").inode();
        InodeId file = client.file(a, "f").inode();
        time.advanceSeconds(1);
        Result.Renamed renamed = value(client.rename(a, "f", b, "g", RenameMode.REPLACE));
        assertEquals(file, renamed.moved().inode());
        assertEquals(time.now(), renamed.moved().times().change());
        assertEquals(FsError.NOT_FOUND, error(client.lookup(a, "f")));
        assertEquals(file, value(client.lookup(b, "g")).inode());
        assertEquals(time.now(), value(client.attributes(a)).times().modification());
        assertEquals(time.now(), value(client.attributes(b)).times().change());
        assertEquals(0, value(client.attributes(a)).size());
        assertEquals(1, value(client.attributes(b)).size());
    }

    @Test
    void renameReplacesAFileAndSaysWhich() {
        InodeId moved = client.file(ROOT, "f").inode();
        InodeId there = client.file(ROOT, "g").inode();
        Result.Renamed renamed = value(client.rename(ROOT, "f", ROOT, "g", RenameMode.REPLACE));
        Attributes replaced = renamed.replaced();
        assertTrue(replaced != null && replaced.inode().equals(there) && replaced.links() == 0);
        assertEquals(moved, value(client.lookup(ROOT, "g")).inode());
        assertEquals(1, value(client.attributes(ROOT)).size());
    }

    @Test
    void renameOverNonEmptyDirectoryIsENOTEMPTYAndTypesMustFit() {
        InodeId d = client.directory(ROOT, "d").inode();
        client.file(d, "x");
        client.directory(ROOT, "e");
        client.file(ROOT, "f");
        assertEquals(FsError.NOT_EMPTY, error(client.rename(ROOT, "e", ROOT, "d", RenameMode.REPLACE)));
        assertEquals(FsError.NOT_A_DIRECTORY, error(client.rename(ROOT, "e", ROOT, "f", RenameMode.REPLACE)));
        assertEquals(FsError.IS_A_DIRECTORY, error(client.rename(ROOT, "f", ROOT, "e", RenameMode.REPLACE)));
        assertEquals(FsError.NOT_FOUND, error(client.rename(ROOT, "none", ROOT, "e", RenameMode.REPLACE)));
        value(client.rename(ROOT, "d", ROOT, "e", RenameMode.REPLACE));
        assertEquals(3, value(client.attributes(ROOT)).links());
    }

    @Test
    void aDirectoryCannotBeMovedIntoItself() {
        InodeId a = client.directory(ROOT, "a").inode();
        InodeId b = client.directory(a, "b").inode();
        assertEquals(FsError.INVALID, error(client.rename(ROOT, "a", b, "c", RenameMode.REPLACE)));
        assertEquals(FsError.INVALID, error(client.rename(ROOT, "a", a, "c", RenameMode.REPLACE)));
        assertEquals(FsError.NOT_EMPTY, error(client.rename(a, "b", ROOT, "a", RenameMode.REPLACE)));
        assertEquals(FsError.INVALID, error(client.rename(a, "b", ROOT, "a", RenameMode.EXCHANGE)));
    }

    @Test
    void renameOfOneNameOfAnInodeToAnotherOfItDoesNothing() {
        InodeId file = client.file(ROOT, "f").inode();
        Attributes linked = value(client.link(file, ROOT, "g")).attributes();
        time.advanceSeconds(1);
        assertEquals(
                linked,
                value(client.rename(ROOT, "f", ROOT, "g", RenameMode.REPLACE)).moved());
        assertEquals(2, value(client.attributes(ROOT)).size());
    }

    @Test
    void renameWithoutReplacingIsEXISTS() {
        client.file(ROOT, "f");
        client.file(ROOT, "g");
        assertEquals(FsError.EXISTS, error(client.rename(ROOT, "f", ROOT, "g", RenameMode.NO_REPLACE)));
        value(client.rename(ROOT, "f", ROOT, "h", RenameMode.NO_REPLACE));
    }

    @Test
    void exchangeSwapsAFileAndADirectory() {
        InodeId a = client.directory(ROOT, "a").inode();
        InodeId directory = client.directory(a, "d").inode();
        InodeId file = client.file(ROOT, "f").inode();
        value(client.rename(ROOT, "f", a, "d", RenameMode.EXCHANGE));
        assertEquals(file, value(client.lookup(a, "d")).inode());
        assertEquals(directory, value(client.lookup(ROOT, "f")).inode());
        assertEquals(2, value(client.attributes(a)).links());
        assertEquals(4, value(client.attributes(ROOT)).links());
        assertEquals(FsError.NOT_FOUND, error(client.rename(ROOT, "f", a, "none", RenameMode.EXCHANGE)));
    }

    @Test
    void aListingIsResumedAtACookieAndShowsEachNameOnce() {
        Set<Name> names = new TreeSet<>();
        for (int i = 0; i < 200; i++) {
            client.file(ROOT, "f" + i);
            names.add(Name.of("f" + i));
        }
        List<Name> listed = new ArrayList<>();
        long after = -1;
        boolean end = false;
        while (!end) {
            Query.DirectoryPage page =
                    value(service.query(new Query.ListDirectory(client.volume(), ROOT, after, 7, false)));
            for (DirectoryEntry entry : page.entries()) {
                assertTrue(entry.cookie() > after || listed.size() > 0);
                after = entry.cookie();
                listed.add(entry.name());
            }
            end = page.end();
        }
        assertEquals(200, listed.size());
        assertEquals(names, new TreeSet<>(listed));
    }

    // ---- attributes

    @Test
    void attributesAreChangedOneByOne() {
        InodeId file = client.file(ROOT, "f").inode();
        time.advanceSeconds(1);
        Attributes chmod =
                value(client.set(file, AttributeChange.ofPermissions(0600))).attributes();
        assertEquals(0600, chmod.permissions());
        assertEquals(time.now(), chmod.times().change());
        Timestamp past = new Timestamp(-5, 7);
        AttributeChange change =
                new AttributeChange(null, 5, 6, null, new TimeChange.At(past), new TimeChange.Now(), false);
        Attributes changed = value(client.set(file, change)).attributes();
        assertEquals(new Attributes.Owner(5, 6), changed.owner());
        assertEquals(past, changed.times().access());
        assertEquals(time.now(), changed.times().modification());
        assertEquals(0600, changed.permissions());
        assertEquals(changed, value(client.set(file, AttributeChange.NONE)).attributes());
    }

    @Test
    void suidIsClearedAndSgidOfAFileThatItsGroupMayExecute() {
        InodeId file = client.file(ROOT, "f").inode();
        AttributeChange clear = new AttributeChange(null, null, null, null, null, null, true);
        value(client.set(file, AttributeChange.ofPermissions(06755)));
        assertEquals(0755, value(client.set(file, clear)).attributes().permissions());
        value(client.set(file, AttributeChange.ofPermissions(06745)));
        assertEquals(02745, value(client.set(file, clear)).attributes().permissions());
    }

    @Test
    void onlyFilesHaveASize() {
        InodeId directory = client.directory(ROOT, "d").inode();
        InodeId link = value(client.make(ROOT, "l", FileType.SYMLINK, 0777))
                .attributes()
                .inode();
        assertEquals(FsError.IS_A_DIRECTORY, error(client.set(directory, AttributeChange.ofSize(0))));
        assertEquals(FsError.INVALID, error(client.set(link, AttributeChange.ofSize(0))));
        InodeId file = client.file(ROOT, "f").inode();
        assertEquals(FsError.FILE_TOO_BIG, error(client.set(file, AttributeChange.ofSize(Long.MAX_VALUE))));
    }

    @Test
    void timeNeverRunsBack() {
        Timestamp before = client.file(ROOT, "f").times().birth();
        time.set(new Timestamp(5, 0));
        assertEquals(before, client.file(ROOT, "g").times().birth());
    }

    // ---- extended attributes

    @Test
    void anXattrIsSetReplacedListedAndRemoved() {
        InodeId file = client.file(ROOT, "f").inode();
        Bytes one = Bytes.copyOf(new byte[] {1});
        Bytes two = Bytes.copyOf(new byte[] {2, 2});
        Attributes set =
                value(client.setXattr(file, "user.a", one, XattrMode.CREATE)).attributes();
        assertEquals(Attributes.FLAG_XATTRS, set.flags());
        assertEquals(FsError.EXISTS, error(client.setXattr(file, "user.a", two, XattrMode.CREATE)));
        assertEquals(FsError.NO_ATTRIBUTE, error(client.setXattr(file, "user.b", two, XattrMode.REPLACE)));
        value(client.setXattr(file, "user.a", two, XattrMode.REPLACE));
        assertEquals(two, value(service.query(new Query.GetXattr(client.volume(), file, Name.of("user.a")))));
        value(client.setXattr(file, "user.0", one, XattrMode.ANY));
        assertEquals(
                List.of(Name.of("user.0"), Name.of("user.a")),
                value(service.query(new Query.ListXattrs(client.volume(), file))));
        value(client.removeXattr(file, "user.0"));
        assertEquals(0, value(client.removeXattr(file, "user.a")).attributes().flags());
        assertEquals(FsError.NO_ATTRIBUTE, error(client.removeXattr(file, "user.a")));
        assertEquals(
                FsError.NO_ATTRIBUTE,
                error(service.query(new Query.GetXattr(client.volume(), file, Name.of("user.a")))));
    }

    @Test
    void anXattrValueHasAtMost64KiBAndTheListToo() {
        InodeId file = client.file(ROOT, "f").inode();
        Bytes large = Bytes.copyOf(new byte[64 << 10]);
        Bytes tooLarge = Bytes.copyOf(new byte[(64 << 10) + 1]);
        value(client.setXattr(file, "user.large", large, XattrMode.ANY));
        assertEquals(FsError.ATTRIBUTE_TOO_BIG, error(client.setXattr(file, "user.x", tooLarge, XattrMode.ANY)));
        String name = "user." + "n".repeat(240);
        int fitting = 0;
        Outcome<Result.Node> outcome = client.setXattr(file, name + fitting, Bytes.EMPTY, XattrMode.ANY);
        while (outcome instanceof Outcome.Success<Result.Node>) {
            fitting++;
            outcome = client.setXattr(file, name + fitting, Bytes.EMPTY, XattrMode.ANY);
        }
        assertEquals(FsError.NO_SPACE, error(outcome));
        assertTrue(fitting > 250, "fitting=" + fitting);
    }

    @Test
    void xattrsThatAnInodeStartsWithAreThere() {
        Command.NewNode node = new Command.NewNode(
                FileType.DIRECTORY,
                0755,
                TestClient.OWNER,
                0,
                Bytes.EMPTY,
                List.of(new Result.Xattr(Name.of("user.a"), Bytes.EMPTY)));
        Attributes made = value(service.execute(new Command.MakeNode(client.header(), ROOT, Name.of("d"), node)))
                .attributes();
        assertEquals(Attributes.FLAG_XATTRS, made.flags());
        assertEquals(
                List.of(Name.of("user.a")), value(service.query(new Query.ListXattrs(client.volume(), made.inode()))));
    }

    // ---- data

    @Test
    void committedExtentsAreSeenAndSetSizeAndTimes() {
        InodeId file = client.file(ROOT, "f").inode();
        Result.IdRange range = client.lease(10);
        Timestamp written = new Timestamp(time.now().seconds() + 5, 1);
        List<Extent> extents = List.of(extent(range, 0, 0, 0, BLOCK), extent(range, 1, 1, 0, 100));
        Attributes committed = value(service.execute(
                        new Command.CommitExtents(client.header(), file, extents, BLOCK + 100, written, false)))
                .attributes();
        assertEquals(BLOCK + 100, committed.size());
        assertEquals(written, committed.times().modification());
        assertEquals(written, committed.times().change());
        assertEquals(extents, client.extents(file));
        assertEquals(new VolumeUsage(BLOCK + 100, 2), value(service.query(new Query.GetUsage(client.volume()))));
    }

    @Test
    void aLaterExtentHidesWhatWasAtItsPlace() {
        InodeId file = client.file(ROOT, "f").inode();
        Result.IdRange range = client.lease(10);
        value(client.commit(file, 1_000, extent(range, 0, 0, 0, 1_000)));
        value(client.commit(file, 1_000, extent(range, 1, 0, 100, 50)));
        Location.Stored first = new Location.Stored(range.first(), range.salt(), 100, 0);
        Location.Stored rest = new Location.Stored(range.first(), range.salt(), 100, 150);
        assertEquals(
                List.of(new Extent(0, 0, 100, first), extent(range, 1, 0, 100, 50), new Extent(0, 150, 850, rest)),
                client.extents(file));
    }

    @Test
    void growingAfterACutShowsZerosAndNoOldBytes() {
        InodeId file = client.file(ROOT, "f").inode();
        Result.IdRange range = client.lease(10);
        value(client.commit(file, 1_000, extent(range, 0, 0, 0, 1_000)));
        client.resize(file, 300);
        client.resize(file, 1_000);
        assertEquals(List.of(extent(range, 0, 0, 0, 300)), client.extents(file));
        value(client.commit(file, 1_000, extent(range, 1, 0, 600, 100)));
        assertEquals(List.of(extent(range, 0, 0, 0, 300), extent(range, 1, 0, 600, 100)), client.extents(file));
    }

    @Test
    void aLargeFileIsCutAtOnceAndWrittenAgainWhileOldBlocksAreWorkedOff() {
        InodeId file = client.file(ROOT, "f").inode();
        Result.IdRange range = client.lease(1_000);
        for (int from = 0; from < 800; from += Command.CommitExtents.EXTENTS_MAX) {
            Extent[] extents = new Extent[Command.CommitExtents.EXTENTS_MAX];
            for (int i = 0; i < extents.length; i++) {
                extents[i] = extent(range, from + i, from + i, 0, BLOCK);
            }
            value(client.commit(file, (long) (from + extents.length) * BLOCK, extents));
        }
        client.resize(file, BLOCK + 10);
        assertEquals(List.of(extent(range, 0, 0, 0, BLOCK), extent(range, 1, 1, 0, 10)), client.extents(file));
        client.resize(file, 700L * BLOCK);
        value(client.commit(file, 0, extent(range, 900, 600, 5, 10)));
        List<Extent> expected =
                List.of(extent(range, 0, 0, 0, BLOCK), extent(range, 1, 1, 0, 10), extent(range, 900, 600, 5, 10));
        assertEquals(expected, client.extents(file));
        client.drain();
        assertEquals(expected, client.extents(file));
        Result.Condemned condemned = value(service.execute(
                new Command.CondemnObjects(operator(client.volume(), "condemn"), Command.ForgetObjects.OBJECTS_MAX)));
        assertEquals(Command.ForgetObjects.OBJECTS_MAX, condemned.objects().size());
    }

    @Test
    void whatLiesBehindTheEndIsNeverSeen() {
        InodeId file = client.file(ROOT, "f").inode();
        Result.IdRange range = client.lease(10);
        value(client.commit(file, 100, extent(range, 0, 0, 0, 1_000)));
        client.resize(file, 1_000);
        assertEquals(List.of(extent(range, 0, 0, 0, 100)), client.extents(file));
    }

    @Test
    void onlyObjectsOfALeasedRangeAreListed() {
        InodeId file = client.file(ROOT, "f").inode();
        Result.IdRange range = client.lease(10);
        assertEquals(FsError.INVALID, error(client.commit(file, 10, extent(range, 10, 0, 0, 10))));
        Result.IdRange forged = new Result.IdRange(range.first(), 10, range.salt() + 1);
        assertEquals(FsError.INVALID, error(client.commit(file, 10, extent(forged, 0, 0, 0, 10))));
        assertEquals(FsError.INVALID, error(client.commit(file, 10, extent(range, 0, 0, BLOCK, 1))));
        assertEquals(FsError.INVALID, error(client.commit(file, 10, extent(range, 0, 0, 1, BLOCK))));
        InodeId directory = client.directory(ROOT, "d").inode();
        assertEquals(FsError.IS_A_DIRECTORY, error(client.commit(directory, 10, extent(range, 0, 0, 0, 10))));
        assertEquals(List.of(), client.extents(file));
    }

    @Test
    void anInlineValueIsKeptAsItCame() {
        InodeId file = client.file(ROOT, "f").inode();
        Extent inline = new Extent(0, 0, 5, new Location.Inline(Bytes.copyOf(new byte[30]), 0));
        value(client.commit(file, 5, inline));
        assertEquals(List.of(inline), client.extents(file));
    }

    @Test
    void aFoldReplacesABlockUnlessItHasChanged() {
        InodeId file = client.file(ROOT, "f").inode();
        Result.IdRange range = client.lease(10);
        value(client.commit(file, 100, extent(range, 0, 0, 0, 100)));
        Attributes before =
                value(client.commit(file, 100, extent(range, 1, 0, 10, 10))).attributes();
        Command.FoldBlock fold = new Command.FoldBlock(
                client.header(), file, 0, before.dataVersion(), List.of(extent(range, 2, 0, 0, 100)));
        value(service.execute(fold));
        assertEquals(List.of(extent(range, 2, 0, 0, 100)), client.extents(file));
        assertEquals(before, value(client.attributes(file)));
        value(client.commit(file, 100, extent(range, 3, 0, 50, 1)));
        Command.FoldBlock late = new Command.FoldBlock(
                client.header(), file, 0, before.dataVersion(), List.of(extent(range, 4, 0, 0, 100)));
        assertEquals(FsError.OUTDATED, error(service.execute(late)));
        Command.FoldBlock nothing = new Command.FoldBlock(client.header(), file, 9, new Sequence(1L << 40), List.of());
        assertEquals(FsError.OUTDATED, error(service.execute(nothing)));
    }

    // ---- orphans and objects

    @Test
    void anInodeWithoutANameLivesWhileASessionHoldsItOpen() {
        InodeId file = client.file(ROOT, "f").inode();
        Result.IdRange range = client.lease(10);
        value(client.reportOpen(file, true));
        value(client.unlink(ROOT, "f"));
        client.drain();
        value(client.commit(file, 10, extent(range, 0, 0, 0, 10)));
        assertEquals(10, value(client.attributes(file)).size());
        assertEquals(FsError.NOT_FOUND, error(client.link(file, ROOT, "again")));
        value(client.reportOpen(file, false));
        client.drain();
        assertEquals(FsError.NOT_FOUND, error(client.attributes(file)));
        assertEquals(FsError.NOT_FOUND, error(client.reportOpen(file, true)));
        assertEquals(new VolumeUsage(0, 1), value(service.query(new Query.GetUsage(client.volume()))));
    }

    @Test
    void theOrphansOfAnEndedSessionAreFreed() {
        InodeId file = client.file(ROOT, "f").inode();
        value(client.reportOpen(file, true));
        value(client.unlink(ROOT, "f"));
        value(client.end());
        client.drain();
        assertEquals(FsError.NOT_FOUND, error(client.attributes(file)));
    }

    @Test
    void anObjectThatNothingRefersToIsCondemnedAndForgotten() {
        InodeId file = client.file(ROOT, "f").inode();
        Result.IdRange range = client.lease(10);
        value(client.commit(file, 10, extent(range, 0, 0, 0, 10)));
        assertEquals(List.of(), condemn("none yet"));
        value(client.commit(file, 10, extent(range, 1, 0, 0, 10)));
        List<Result.CondemnedObject> condemned = condemn("one");
        assertEquals(List.of(new Result.CondemnedObject(range.first(), range.salt())), condemned);
        assertEquals(FsError.INVALID, error(client.commit(file, 10, extent(range, 0, 0, 0, 10))));
        assertEquals(condemned, condemn("the same again"));
        value(service.execute(new Command.ForgetObjects(operator(client.volume(), "forget"), List.of(range.first()))));
        assertEquals(List.of(), condemn("none left"));
    }

    private List<Result.CondemnedObject> condemn(String words) {
        return value(service.execute(new Command.CondemnObjects(operator(client.volume(), words), 100)))
                .objects();
    }

    @Test
    void anObjectThatTwoFilesShareDiesWithTheLast() {
        InodeId one = client.file(ROOT, "one").inode();
        InodeId two = client.file(ROOT, "two").inode();
        Result.IdRange range = client.lease(10);
        value(client.commit(one, 10, extent(range, 0, 0, 0, 10)));
        value(client.commit(two, 10, extent(range, 0, 0, 0, 10)));
        value(client.unlink(ROOT, "one"));
        client.drain();
        assertEquals(List.of(), condemn("shared"));
        value(client.unlink(ROOT, "two"));
        client.drain();
        assertEquals(1, condemn("dead").size());
    }

    @Test
    void aQueryNeverWaitsAndSeesWhatWasAnswered() {
        Attributes made = client.file(ROOT, "f");
        Outcome<Attributes> outcome = service.tryQuery(new Query.Lookup(client.volume(), ROOT, Name.of("f")));
        assertEquals(made, value(outcome));
        assertFalse(outcome instanceof Outcome.WouldWait<Attributes>);
    }

    @Test
    void atMost1024BlocksAreAskedFor() {
        InodeId file = client.file(ROOT, "f").inode();
        assertEquals(FsError.INVALID, error(service.query(new Query.GetExtents(client.volume(), file, 0, 1_024))));
    }
}
