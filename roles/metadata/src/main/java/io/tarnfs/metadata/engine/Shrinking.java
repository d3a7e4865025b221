// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.checkpoint.StateView;
import io.tarnfs.metadata.record.InodeKey;
import io.tarnfs.metadata.record.InodeRecord;
import io.tarnfs.metadata.record.StateMaps;
import io.tarnfs.model.namespace.AttributeChange;
import io.tarnfs.model.namespace.Command;

/// Says which commands are still taken when the disk is nearly full: those that lead to less being kept.
///
/// They are logged too, which is what the reserve is for.
record Shrinking(StateView view) implements AutoCloseable {
    boolean accepts(Command<?> command) {
        return switch (command) {
            case Command.Remove _,
                    Command.EndSession _,
                    Command.RemoveVolume _,
                    Command.RemoveXattr _,
                    Command.Reclaim _,
                    Command.CondemnObjects _,
                    Command.ForgetObjects _ -> true;
            case Command.ReportOpen report -> !report.open();
            case Command.SetAttributes set -> shrinks(set);
            case Command.CreateVolume _,
                    Command.ChangeVolume _,
                    Command.OpenSession _,
                    Command.ResumeSession _,
                    Command.LeaseIds _,
                    Command.MakeNode _,
                    Command.Link _,
                    Command.Rename _,
                    Command.SetXattr _,
                    Command.CommitExtents _,
                    Command.FoldBlock _ -> false;
        };
    }

    private boolean shrinks(Command.SetAttributes set) {
        AttributeChange change = set.change();
        Long size = change.size();
        if (size == null) {
            return false;
        }
        InodeRecord record = view.get(StateMaps.INODE, new InodeKey(set.header().volume(), set.inode()));
        return record != null && size < record.attributes().size();
    }

    @Override
    public void close() {
        view.close();
    }
}
