// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.bridge;

import io.tarnfs.fusekernel.handler.DirectoryCalls;
import io.tarnfs.fusekernel.handler.FileCalls;
import io.tarnfs.fusekernel.handler.FuseHandler;
import io.tarnfs.fusekernel.handler.InodeCalls;
import io.tarnfs.fusekernel.handler.NameCalls;
import io.tarnfs.fusekernel.handler.XattrCalls;
import io.tarnfs.mount.vfs.VolumeFileSystem;

/// Answers the kernel's requests from one mounted volume.
public final class KernelBridge implements FuseHandler {
    private final VolumeFileSystem fs;
    private final NameCalls names;
    private final InodeCalls inodes;
    private final FileCalls files;
    private final DirectoryCalls directories;
    private final XattrCalls xattrs;

    /// Bridges to a volume.
    public KernelBridge(VolumeFileSystem fs) {
        Translation translation = new Translation(fs.life());
        this.fs = fs;
        this.names = new NameBridge(fs, translation);
        this.inodes = new InodeBridge(fs, translation);
        this.files = new FileBridge(fs, translation);
        this.directories = new DirectoryBridge(fs, translation);
        this.xattrs = new XattrBridge(fs);
    }

    @Override
    public NameCalls names() {
        return names;
    }

    @Override
    public InodeCalls inodes() {
        return inodes;
    }

    @Override
    public FileCalls files() {
        return files;
    }

    @Override
    public DirectoryCalls directories() {
        return directories;
    }

    @Override
    public XattrCalls xattrs() {
        return xattrs;
    }

    @Override
    public void replied(long unique) {
        fs.replied(unique);
    }
}
