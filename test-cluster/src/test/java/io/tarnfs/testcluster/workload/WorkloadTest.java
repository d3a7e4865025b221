// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.actor.Actor;
import io.tarnfs.testcluster.actor.Identity;
import io.tarnfs.testcluster.actor.Pattern;
import io.tarnfs.testcluster.node.Machine;
import io.tarnfs.testcluster.posix.Flags;
import io.tarnfs.testcluster.posix.Posix;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/// What people do with a file system, through the mount, with a kill -9 of the node where it hurts.
/// `tarn.tree.files` and `tarn.seed` shape the tree.
@Tag("node")
@DisabledIfEnvironmentVariable(
        named = Machine.SKIP_VARIABLE,
        matches = "1",
        disabledReason = Machine.SKIP_VARIABLE + "=1")
final class WorkloadTest {
    private static final long SEED = Long.getLong("tarn.seed", 20261120L);
    private static final int FILES = Integer.getInteger("tarn.tree.files", 1000);

    /// Everything that a copy must keep, one line a name: path, kind, mode, owner, links, time, size of what
    /// has one, target of a link.
    private static final String LISTING = """
            list() {
                (cd "$1" && find . -mindepth 1 -type d -printf '%P d %m %U %G %T@\\n' \
                    -o -mindepth 1 -printf '%P %y %m %U %G %n %T@ %s %l\\n' | sort)
            }
            same() {
                diff -r --no-dereference "$1" "$2"
                list "$1" > "$SCRATCH/list-1"
                list "$2" > "$SCRATCH/list-2"
                diff "$SCRATCH/list-1" "$SCRATCH/list-2"
            }
            SCRATCH=$2
            """;

    private static Workplace place;

    @BeforeAll
    static void open() throws IOException {
        place = Workplace.open();
        SampleTree.make(place, place.scratch().resolve("tree"), FILES, SEED);
        // diff -r would wait for a writer of the fifo: names and kinds are compared by the listing of a copy without
        // it.
        place.script("rm \"$2/tree/odd/fifo\"");
    }

    @AfterAll
    static void close() {
        place.close();
    }

    /// S11: "When `close` has returned 0, all bytes written through the file are durable."
    @Test
    void copiedTreeIsIdenticalAndStaysSoAfterKill9() {
        place.script(LISTING + "cp -a \"$2/tree\" \"$1/copy\"; same \"$2/tree\" \"$1/copy\"");
        place.crash();
        place.script(LISTING + "same \"$2/tree\" \"$1/copy\"");
        place.script("rm -rf \"$1/copy\"; test ! -e \"$1/copy\"");
    }

    @Test
    void gitCloneIsCleanAndPassesFsckAlsoAfterKill9() {
        Workplace.require("git", "git");
        place.script("""
                git init -q "$2/origin"
                cd "$2/origin"
                for i in 1 2 3 4 5; do
                    mkdir -p "part-$i"
                    head -c 300000 /dev/urandom > "part-$i/noise"
                    seq 1 20000 > "part-$i/numbers"
                    git add -A
                    git commit -q -m "commit $i"
                done
                git clone -q "file://$2/origin" "$1/clone"
                cd "$1/clone"
                git fsck --full --strict
                test -z "$(git status --porcelain)"
                seq 1 30000 > part-1/numbers
                git commit -q -a -m 'on the mount'
                git gc -q
                """);
        place.crash();
        place.script("""
                cd "$1/clone"
                git fsck --full --strict
                test -z "$(git status --porcelain)"
                git reset -q --hard HEAD~1
                diff -r --exclude=.git "$2/origin" .
                cd /
                rm -rf "$1/clone"
                """);
    }

    @Test
    void unpackedArchiveIsIdenticalAndItsProgramBuildsAndRuns() {
        Workplace.require("tar", "tar");
        String output = place.script(LISTING + """
                        mkdir "$2/tree/program"
                        for i in 1 2 3 4 5 6 7 8 9; do
                            printf 'class Part%s { static int value() { return %s; } }\\n' $i $i > "$2/tree/program/Part$i.java"
                        done
                        printf 'class Main { public static void main(String[] a) { System.out.println(%s); } }\\n' \
                            'Part1.value() + Part2.value() + Part3.value() + Part9.value()' > "$2/tree/program/Main.java"
                        tar -C "$2" --format=posix -cf "$2/tree.tar" tree
                        tar -C "$1" -xpf "$2/tree.tar"
                        same "$2/tree" "$1/tree"
                        "$3/bin/javac" -d "$1/tree/classes" "$1"/tree/program/*.java
                        "$3/bin/java" -cp "$1/tree/classes" Main
                        rm -rf "$2/tree/program" "$1/tree"
                        """, System.getProperty("java.home"));
        assertEquals("15\n", output);
    }

    @Test
    void sqliteKeepsItsIntegrityWithARollbackJournal() {
        assertSqliteWorks("delete");
    }

    @Test
    void sqliteKeepsItsIntegrityWithAWriteAheadLog() {
        assertSqliteWorks("wal");
    }

    private static void assertSqliteWorks(String journal) {
        Workplace.require("sqlite3", "sqlite3");
        String before = place.script("""
                db="$1/$3.db"
                sqlite3 "$db" "pragma journal_mode=$3; create table t(id integer primary key, v blob);"
                for i in 1 2 3 4 5 6 7 8 9 10; do
                    sqlite3 "$db" "begin; with recursive c(x) as (values(1) union all select x+1 from c where x<300)
                        insert into t(v) select randomblob(500) from c; commit;"
                done
                sqlite3 "$db" "delete from t where id % 3 = 0; update t set v = randomblob(900) where id % 7 = 0;"
                sqlite3 "$db" "pragma integrity_check; pragma journal_mode; select count(*), sum(length(v)) from t;"
                """, journal);
        assertTrue(before.endsWith("ok\n" + journal + "\n2000|1114400\n"), before);
        place.crash();
        String after = place.script("""
                db="$1/$3.db"
                sqlite3 "$db" "pragma integrity_check; select count(*), sum(length(v)) from t;"
                sqlite3 "$db" "vacuum; pragma integrity_check;"
                rm -f "$db" "$db-wal" "$db-shm"
                """, journal);
        assertEquals("ok\n2000|1114400\nok\n", after);
    }

    @Test
    void sqliteAllowsWritersOfSeveralProcesses() {
        Workplace.require("sqlite3", "sqlite3");
        String count = place.script("""
                db="$1/shared.db"
                sqlite3 "$db" "create table t(v);"
                for i in 1 2 3 4; do
                    (for j in 1 2 3 4 5 6 7 8 9 10; do
                        sqlite3 -cmd '.timeout 60000' "$db" "insert into t values($i);"
                    done) &
                done
                wait
                sqlite3 "$db" "pragma integrity_check; select count(*) from t;"
                rm "$db"
                """);
        assertEquals("ok\n40\n", count);
    }

    @Test
    void ddWritesAreReadBackWithAndWithoutTheCache() {
        place.script("""
                head -c 33554432 /dev/urandom > "$2/noise"
                dd if="$2/noise" of="$1/synced" bs=1M conv=fsync status=none
                cmp "$2/noise" "$1/synced"
                dd if="$2/noise" of="$1/direct" bs=1M oflag=direct status=none
                dd if="$1/direct" bs=1M iflag=direct status=none | cmp "$2/noise" -
                dd if="$2/noise" of="$1/odd" bs=77777 status=none
                cmp "$2/noise" "$1/odd"
                dd if="$2/noise" of="$1/reversed" bs=4M count=1 skip=7 seek=7 status=none
                for i in 6 5 4 3 2 1 0; do
                    dd if="$2/noise" of="$1/reversed" bs=4M count=1 skip=$i seek=$i conv=notrunc status=none
                done
                cmp "$2/noise" "$1/reversed"
                """);
        place.crash();
        place.script("""
                for f in synced direct odd reversed; do
                    cmp "$2/noise" "$1/$f"
                    rm "$1/$f"
                done
                rm "$2/noise"
                """);
    }

    @Test
    void rsyncFindsNothingToDoTheSecondTimeAlsoAfterKill9() {
        Workplace.require("rsync", "rsync");
        // ACLs and attributes are carried over where the file system has them: a probe says whether it has.
        String options = place.script("""
                        options=-aH
                        : > "$1/probe"
                        if command -v setfattr >/dev/null && setfattr -n user.probe -v x "$1/probe" 2>/dev/null; then
                            options=${options}X
                            setfattr -n user.color -v blue "$2/tree/odd/owned"
                        fi
                        if command -v setfacl >/dev/null && setfacl -m u:12345:r "$1/probe" 2>/dev/null; then
                            options=${options}A
                            setfacl -m u:12345:r "$2/tree/odd/owned"
                        fi
                        rm "$1/probe"
                        echo "$options"
                        """).strip();
        assertTrue(options.contains("X"), "user attributes do not work (or the package attr is missing): " + options);
        place.script(LISTING + "rsync $3 --sparse \"$2/tree/\" \"$1/sync/\"; same \"$2/tree\" \"$1/sync\"", options);
        place.crash();
        String differences = place.script(LISTING + """
                        same "$2/tree" "$1/sync"
                        rsync $3 --checksum --dry-run --itemize-changes "$2/tree/" "$1/sync/"
                        rm -rf "$1/sync"
                        """, options);
        assertEquals("", differences);
    }

    @Test
    void fileWrittenThroughAMappingIsThereAfterKill9() {
        int length = 8 << 20;
        long seed = 4;
        try (Actor actor = Actor.start(Identity.ROOT, place.folder(), place.scratch(), Duration.ofMinutes(1))) {
            Posix calls = new Posix(actor);
            int file = calls.open("mapped", Flags.O_RDWR | Flags.O_CREAT, 0644);
            calls.ftruncate(file, length);
            long address = calls.mmap(length, Flags.PROT_READ | Flags.PROT_WRITE, Flags.MAP_SHARED, file, 0);
            int step = 1 << 20;
            for (int at : List.of(5, 0, 7, 2, 1, 6, 4, 3)) {
                calls.poke(address + (long) at * step, Pattern.bytes(seed, (long) at * step, step));
            }
            calls.msync(address, length, Flags.MS_SYNC);
            calls.munmap(address, length);
            calls.close(file);
        }
        place.crash();
        try (Actor actor = Actor.start(Identity.ROOT, place.folder(), place.scratch(), Duration.ofMinutes(1))) {
            Posix calls = new Posix(actor);
            int file = calls.open("mapped", Flags.O_RDONLY);
            assertEquals(length, calls.verify(file, 0, length + 1, seed));
            calls.close(file);
            calls.unlink("mapped");
        }
    }
}
