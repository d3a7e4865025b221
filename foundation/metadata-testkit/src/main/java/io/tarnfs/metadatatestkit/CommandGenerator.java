// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadatatestkit;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.content.Extent;
import io.tarnfs.model.content.FileExtents;
import io.tarnfs.model.content.Location;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.AttributeChange;
import io.tarnfs.model.namespace.AttributeChange.TimeChange;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.CommandHeader;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Draws commands of one session that mostly fit what the model holds, and now and then do not.
///
/// Names come from a small pool, so that commands meet; files are small but for some that a cut cannot
/// clear at once.
public final class CommandGenerator {
    private static final int NAMES = 14;
    private static final int RANGE = 256;
    private static final int WIDE_COMMIT = Command.CommitExtents.EXTENTS_MAX;
    private static final int BLOCKS = 6;
    private static final int WIDE_BLOCKS = 500;

    private final TreeModel model;
    private final VolumeId volume;
    private final int blockSize;
    private final RandomGenerator random;
    private Result.@Nullable IdRange range;
    private boolean folds = true;
    private int used;

    /// Makes a generator.
    ///
    /// @param blockSize of the volume, in bytes
    public CommandGenerator(TreeModel model, VolumeId volume, int blockSize, RandomGenerator random) {
        this.model = model;
        this.volume = volume;
        this.blockSize = blockSize;
        this.random = random;
    }

    /// Tells what a command that it drew was answered with: it needs the ids that were leased.
    public void learn(Result result) {
        if (result instanceof Result.IdRange leased) {
            range = leased;
            used = 0;
        }
    }

    /// Draws no folds from now on: a fold changes extents of the past, too, to others with the same bytes,
    /// which a model without bytes cannot follow.
    public void withoutFolds() {
        folds = false;
    }

    /// Forgets what was leased: the session has ended.
    public void forgetRange() {
        range = null;
    }

    /// Draws the next command.
    public Command<?> next(CommandHeader header) {
        Result.IdRange leased = range;
        if (leased == null || used + WIDE_COMMIT > leased.count()) {
            return new Command.LeaseIds(header, RANGE);
        }
        int dice = random.nextInt(100);
        if (dice < 26) {
            return makeNode(header);
        } else if (dice < 32) {
            return new Command.Link(header, any(), directory(), name());
        } else if (dice < 44) {
            return new Command.Remove(header, directory(), name(), random.nextInt(3) == 0);
        } else if (dice < 58) {
            return new Command.Rename(header, directory(), name(), directory(), name(), renameMode());
        } else if (dice < 68) {
            return new Command.SetAttributes(header, random.nextBoolean() ? file() : any(), change());
        } else if (dice < 73) {
            return new Command.SetXattr(header, any(), xattrName(), bytes(), xattrMode());
        } else if (dice < 76) {
            return new Command.RemoveXattr(header, any(), xattrName());
        } else if (dice < 82) {
            return new Command.ReportOpen(header, any(), random.nextBoolean());
        } else if (dice < 85 && folds) {
            return fold(header, leased);
        }
        return commit(header, leased);
    }

    private Command<?> makeNode(CommandHeader header) {
        int dice = random.nextInt(20);
        FileType type = FileType.REGULAR;
        if (dice < 6) {
            type = FileType.DIRECTORY;
        } else if (dice < 9) {
            type = FileType.SYMLINK;
        } else if (dice == 9) {
            type = FileType.FIFO;
        } else if (dice == 10) {
            type = FileType.CHARACTER_DEVICE;
        }
        // One in a hundred links leads nowhere, which is refused.
        Bytes target =
                type == FileType.SYMLINK && random.nextInt(100) > 0 ? randomBytes(random.nextInt(30) + 1) : Bytes.EMPTY;
        List<Result.Xattr> xattrs = new ArrayList<>();
        for (int i = random.nextInt(8) - 6; i >= 0; i--) {
            xattrs.add(new Result.Xattr(xattrName(), bytes()));
        }
        Attributes.Owner owner = new Attributes.Owner(random.nextInt(3), -random.nextInt(3));
        Command.NewNode node =
                new Command.NewNode(type, random.nextInt(1 << 12), owner, random.nextInt(1 << 16), target, xattrs);
        return new Command.MakeNode(header, directory(), name(), node);
    }

    private AttributeChange change() {
        Integer permissions = random.nextInt(3) == 0 ? random.nextInt(1 << 12) : null;
        Integer uid = random.nextInt(4) == 0 ? random.nextInt(5) : null;
        Integer gid = random.nextInt(4) == 0 ? random.nextInt(5) : null;
        Long size = random.nextInt(2) == 0 ? size() : null;
        return new AttributeChange(permissions, uid, gid, size, timeChange(), timeChange(), random.nextInt(5) == 0);
    }

    private long size() {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> (long) blockSize * random.nextInt(BLOCKS);
            case 2 -> random.nextLong((long) blockSize * WIDE_BLOCKS);
            case 3 -> random.nextInt(50) == 0 ? Long.MAX_VALUE : random.nextLong(1L << 53);
            default -> random.nextLong((long) blockSize * BLOCKS);
        };
    }

    private @Nullable TimeChange timeChange() {
        return switch (random.nextInt(6)) {
            case 0 -> new TimeChange.Now();
            case 1 ->
                new TimeChange.At(new Timestamp(random.nextLong(-1L << 33, 1L << 33), random.nextInt(1_000_000_000)));
            default -> null;
        };
    }

    private Command<?> commit(CommandHeader header, Result.IdRange leased) {
        List<Extent> extents = new ArrayList<>();
        if (random.nextInt(12) == 0) {
            int first = random.nextInt(WIDE_BLOCKS - WIDE_COMMIT);
            for (int i = 0; i < WIDE_COMMIT; i++) {
                extents.add(new Extent(first + i, 0, blockSize, stored(leased)));
            }
        } else {
            for (int i = random.nextInt(6); i >= 0; i--) {
                extents.add(extent(leased));
            }
        }
        long end = 0;
        for (Extent extent : extents) {
            end = Math.max(end, extent.block() * blockSize + extent.end());
        }
        // Sometimes less than what was written: the rest lies behind the end and must never be seen.
        long sizeAtLeast = random.nextInt(8) == 0 ? random.nextLong(end + 1) : end;
        Timestamp written =
                random.nextInt(3) == 0 ? null : new Timestamp(random.nextInt(1 << 20), random.nextInt(1_000));
        return new Command.CommitExtents(header, file(), extents, sizeAtLeast, written, random.nextInt(4) == 0);
    }

    private Extent extent(Result.IdRange leased) {
        long block = random.nextInt(BLOCKS);
        int offset = random.nextInt(3) == 0 ? 0 : random.nextInt(blockSize);
        int length = random.nextInt(3) == 0 ? blockSize - offset : 1 + random.nextInt(blockSize - offset);
        Location location = random.nextInt(10) == 0
                ? new Location.Inline(bytes(), random.nextInt(10))
                : new Location.Stored(
                        object(leased), leased.salt(), 1 + random.nextInt(500), random.nextInt(3) * 1_000L);
        return new Extent(block, offset, length, location);
    }

    private Location.Stored stored(Result.IdRange leased) {
        return new Location.Stored(fresh(leased), leased.salt(), 64, 0);
    }

    /// A new object mostly, as every flush makes one; sometimes one that was packed with others; rarely one
    /// that was never leased.
    private ObjectId object(Result.IdRange leased) {
        int dice = random.nextInt(40);
        if (dice == 0) {
            return new ObjectId(leased.first().value() + leased.count() + 1_000_000);
        }
        return dice < 8 && used > 0 ? new ObjectId(leased.first().value() + random.nextInt(used)) : fresh(leased);
    }

    private ObjectId fresh(Result.IdRange leased) {
        return new ObjectId(leased.first().value() + used++);
    }

    /// Replaces what each gapless run of a block shows by one new object.
    private Command<?> fold(CommandHeader header, Result.IdRange leased) {
        InodeId inode = file();
        long block = random.nextInt(BLOCKS);
        Outcome<FileExtents> answer = model.answer(new Query.GetExtents(volume, inode, block, block), Sequence.NONE);
        List<Extent> extents = new ArrayList<>();
        Sequence version = new Sequence(1L << 40);
        if (answer instanceof Outcome.Success<FileExtents>(FileExtents now, var _)) {
            version = now.version();
            for (Extent extent : now.extents()) {
                Extent last = extents.isEmpty() ? null : extents.getLast();
                if (last != null && last.end() == extent.offset()) {
                    extents.removeLast();
                    extents.add(new Extent(block, last.offset(), last.length() + extent.length(), last.location()));
                } else {
                    extents.add(new Extent(block, extent.offset(), extent.length(), stored(leased)));
                }
            }
        }
        return new Command.FoldBlock(header, inode, block, version, extents);
    }

    private InodeId directory() {
        return pick(FileType.DIRECTORY);
    }

    private InodeId file() {
        return pick(FileType.REGULAR);
    }

    /// Returns an inode of that type, or any inode if there is none, or sometimes.
    private InodeId pick(FileType type) {
        List<InodeId> fitting = model.inodes(volume).stream()
                .filter(attributes -> attributes.type() == type)
                .map(Attributes::inode)
                .toList();
        return fitting.isEmpty() || random.nextInt(40) == 0 ? any() : fitting.get(random.nextInt(fitting.size()));
    }

    /// Returns an inode that lives, or sometimes one that never did.
    private InodeId any() {
        List<Attributes> all = model.inodes(volume);
        return random.nextInt(50) == 0
                ? new InodeId(InodeId.MAX)
                : all.get(random.nextInt(all.size())).inode();
    }

    private Name name() {
        return Name.of("n" + random.nextInt(NAMES));
    }

    private Name xattrName() {
        return Name.of("user.x" + random.nextInt(5));
    }

    private Bytes bytes() {
        return randomBytes(random.nextInt(40));
    }

    private Bytes randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Bytes.copyOf(bytes);
    }

    private Command.RenameMode renameMode() {
        return switch (random.nextInt(6)) {
            case 0 -> Command.RenameMode.NO_REPLACE;
            case 1 -> Command.RenameMode.EXCHANGE;
            default -> Command.RenameMode.REPLACE;
        };
    }

    private Command.XattrMode xattrMode() {
        return switch (random.nextInt(4)) {
            case 0 -> Command.XattrMode.CREATE;
            case 1 -> Command.XattrMode.REPLACE;
            default -> Command.XattrMode.ANY;
        };
    }
}
